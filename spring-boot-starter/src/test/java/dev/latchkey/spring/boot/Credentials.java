package dev.latchkey.spring.boot;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import java.util.List;

/** Client ID and secret of a client in the tests. */
record Credentials(String clientId, String secret) {

    static final Credentials A = new Credentials("a.access", "a".repeat(40));
    static final Credentials B = new Credentials("b.access", "b".repeat(40));

    String digest() {
        return SecretHasher.sha256().digest(ClientSecret.of(secret)).toStoredText();
    }

    List<String> headers() {
        return List.of("CF-Access-Client-Id", clientId, "CF-Access-Client-Secret", secret);
    }

    /** Returns the service token as a configuration file has it. */
    String inFile(String... roles) {
        return "{\"client_id\": \"" + clientId + "\", \"client_secret_digest\": \"" + digest()
                + "\", \"duration\": \"forever\", \"roles\": [\"" + String.join("\", \"", roles) + "\"]}";
    }
}
