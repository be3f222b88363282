package dev.latchkey.it.app;

import dev.latchkey.AccessGate;
import dev.latchkey.it.launcher.Options;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.file.JsonFileStore;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the filter over the configuration of the run. */
public final class FilterRegistrar {

    private FilterRegistrar() {}

    /** A filter for a container's own way of registering it. */
    public static AccessFilter filter() {
        return new AccessFilter(gate());
    }

    /** Registers it as the README has it. */
    static void register(ServletContext context) {
        AccessFilter.register(context, gate());
    }

    private static AccessGate gate() {
        try {
            JsonFileStore store = JsonFileStore.open(Options.directory().resolve("latchkey.json"));
            return AccessGate.builder().store(store).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
