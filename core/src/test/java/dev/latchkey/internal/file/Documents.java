package dev.latchkey.internal.file;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.nio.charset.StandardCharsets;

/** Short ways to texts and documents. */
public final class Documents {

    /** A secret that no message may hold, and its digest as {@code sha256sum} prints it. */
    public static final String SECRET = "lkst_0123456789012345678901234567890123456789abcdef01";

    public static final String DIGEST =
            SecretHasher.sha256().digest(ClientSecret.of(SECRET)).toStoredText().substring("sha256:".length());

    private Documents() {}

    /** {@return the document that this text is, with ' for " and $DIGEST for the digest} */
    static AccessDocument read(String text) {
        return json(text).document();
    }

    static JsonDocument json(String text) {
        return new JsonDocumentReader(SecretHasher.sha256()).read("latchkey.json", bytes(text));
    }

    public static byte[] bytes(String text) {
        return text.replace('\'', '"').replace("$DIGEST", DIGEST).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return a document with one application that has these members beside its name and domain} */
    static String application(String members) {
        return "{'applications': [{'name': 'api', 'domain': 'example.com/api', " + members + "}]}";
    }

    /** {@return a document with one application that has this policy} */
    static String policy(String policy) {
        return application("'policies': [" + policy + "]");
    }

    /** {@return a document with one application that has a policy with this decision and rule} */
    public static String rule(String decision, String rule) {
        return policy("{'name': 'p', 'decision': '" + decision + "', 'include': [" + rule + "]}");
    }

    /** {@return a document with one service token that has these members beside its client id and digest} */
    public static String token(String members) {
        return "{'service_tokens': [{'client_id': 'a.access', 'client_secret_digest': '$DIGEST', " + members + "}]}";
    }
}
