package dev.latchkey.it.suite;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A client with a service token, made for this suite only. */
record Client(String name, String tokenId, String id, String secret) {

    /** Is let in to {@code secure} and {@code single}. */
    static final Client A = new Client(
            "client A",
            "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.access",
            "suite-only-secret-of-a-0123456789abcdefghijklmn");

    /** Is let in to {@code other}. */
    static final Client B = new Client(
            "client B",
            "b5b1f0f5-8f0a-4a0e-8f5a-0c3d2c1b7e55",
            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.access",
            "suite-only-secret-of-b-0123456789abcdefghijklmn");

    String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pair, each header with its line end. */
    String pair() {
        return "CF-Access-Client-Id: " + id + "\r\nCF-Access-Client-Secret: " + secret + "\r\n";
    }

    /** The single header. */
    String single() {
        return "Authorization: {\"cf-access-client-id\": \"" + id + "\", \"cf-access-client-secret\": \"" + secret
                + "\"}\r\n";
    }
}
