package dev.latchkey.benchmarks.nodes;

/**
 * A service token, as whoever made it knows it.
 *
 * @param id what the management API calls it
 */
record Token(String id, String clientId, String secret) {

    /** Returns the header lines that present it. */
    String[] pair() {
        return pair(clientId, secret);
    }

    static String[] pair(String clientId, String secret) {
        return new String[] {"CF-Access-Client-Id: " + clientId, "CF-Access-Client-Secret: " + secret};
    }

    /** Returns its Client ID: the secret is nothing to print. */
    @Override
    public String toString() {
        return clientId;
    }
}
