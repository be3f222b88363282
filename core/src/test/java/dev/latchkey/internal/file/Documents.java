package dev.latchkey.internal.file;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.nio.charset.StandardCharsets;

/** Shortcuts for texts and documents. */
public final class Documents {

    /** A secret that no message may contain, and its digest by {@code sha256sum}. */
    public static final String SECRET = "lkst_0123456789012345678901234567890123456789abcdef01";

    public static final String DIGEST =
            SecretHasher.sha256().digest(ClientSecret.of(SECRET)).toStoredText().substring("sha256:".length());

    private Documents() {}

    /** Parses a document with ' for " and $DIGEST for the digest. */
    static AccessDocument read(String text) {
        return json(text).document();
    }

    static JsonDocument json(String text) {
        return new JsonDocumentReader(SecretHasher.sha256()).read("latchkey.json", bytes(text));
    }

    public static byte[] bytes(String text) {
        return text.replace('\'', '"').replace("$DIGEST", DIGEST).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a document with one application with additional members. */
    static String application(String members) {
        return "{'applications': [{'name': 'api', 'domain': 'example.com/api', " + members + "}]}";
    }

    /** Returns a document with one application with this policy. */
    static String policy(String policy) {
        return application("'policies': [" + policy + "]");
    }

    /** Returns a document with one application whose policy has this decision and rule. */
    public static String rule(String decision, String rule) {
        return policy("{'name': 'p', 'decision': '" + decision + "', 'include': [" + rule + "]}");
    }

    /** Returns a document with one service token with additional members. */
    public static String token(String members) {
        return "{'service_tokens': [{'client_id': 'a.access', 'client_secret_digest': '$DIGEST', " + members + "}]}";
    }
}
