package dev.latchkey.benchmarks.container;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A machine with a service token, which server and load know without telling each other.
 *
 * @param number from 0
 */
record Client(int number) {

    /** A well-formed secret of nobody. */
    static final String WRONG_SECRET = "lkst_0000000000000000000000000000000000000000d41d8cd9";

    /** How many send requests in turn, so that their data is seldom in the processor's caches. */
    private static final int COUNT = 1_000;

    /** Returns all of them. */
    static List<Client> all() {
        return IntStream.range(0, COUNT).mapToObj(Client::new).toList();
    }

    String id() {
        return hex("id") + ".access";
    }

    String secret() {
        return "lkst_" + hex("secret") + "0123456789abcdef";
    }

    private String hex(String what) {
        return UUID.nameUUIDFromBytes((what + number).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** Returns the header line that carries both as JSON. */
    String singleHeader() {
        return "Authorization: {\"cf-access-client-id\": \"" + id() + "\", \"cf-access-client-secret\": \"" + secret()
                + "\"}";
    }

    /**
     * Returns a header line with a cookie as long as that of a session. Each client has its own, because Jetty caches
     * header lines of a connection.
     */
    String cookieAsLong() {
        return "Cookie: CF_Authorization=" + (hex("cookie") + id()).repeat(11);
    }

    ServiceToken serviceToken() {
        return ServiceToken.of(id(), SecretHasher.sha256().digest(ClientSecret.of(secret())));
    }
}
