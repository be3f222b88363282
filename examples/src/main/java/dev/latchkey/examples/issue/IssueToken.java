package dev.latchkey.examples.issue;

import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Adds a service token for one year to a configuration file. An app that uses the file reads it within seconds. */
public final class IssueToken {

    private IssueToken() {}

    /**
     * Prints the new credentials. The secret cannot be shown again.
     *
     * @param args the configuration file, and the display name of the token
     */
    public static void main(String[] args) throws IOException {
        IssuedServiceToken issued = issue(Path.of(args[0]), args[1]);
        System.out.println("CF_ACCESS_CLIENT_ID=" + issued.clientId());
        System.out.println("CF_ACCESS_CLIENT_SECRET=" + issued.secret().reveal());
    }

    static IssuedServiceToken issue(Path file, String name) throws IOException {
        IssuedServiceToken issued = IssuedServiceToken.issue(name, ServiceToken.DEFAULT_DURATION, Instant.now());
        try (JsonFileStore store = JsonFileStore.open(file)) {
            store.update(document -> document.with(issued.token()));
        }
        return issued;
    }
}
