package dev.latchkey.examples.ownstore;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Stands for the app's own table, most likely in a database, which may be down. Thread-safe. */
final class TenantTable {

    private final Map<String, Tenant> rows = new ConcurrentHashMap<>();
    private volatile boolean down;

    void save(Tenant tenant) {
        rows.put(tenant.apiKey(), tenant);
    }

    void down(boolean isDown) {
        down = isDown;
    }

    @Nullable
    Tenant findByApiKey(String apiKey) throws IOException {
        if (down) {
            throw new IOException("the table is down");
        }
        return rows.get(apiKey);
    }
}
