package dev.latchkey.benchmarks.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;

/**
 * The management API of one node. Where no connection is given, each call has one of its own, as there may be minutes
 * between two. Thread-safe.
 */
final class Management {

    private final URI node;
    private final String path;
    private final String authorization;

    Management(URI node, String accountId, String managementToken) {
        this.node = node;
        this.path = "/client/v4/accounts/" + accountId + "/access/";
        this.authorization = "Authorization: Bearer " + managementToken;
    }

    /** Returns the answer, whatever it is. */
    Answer call(String method, String what, String body) throws IOException {
        try (HttpConnection connection = HttpConnection.open(node)) {
            return call(connection, method, what, body);
        }
    }

    /** Returns the answer, whatever it is, over a connection that is there. */
    Answer call(HttpConnection connection, String method, String what, String body) throws IOException {
        return connection.send(method, path + what, body, authorization);
    }

    private JsonNode done(String method, String what, String body) throws IOException {
        Answer answer = call(method, what, body);
        if (answer.status() != 200 && answer.status() != 201) {
            throw new IOException(method + " " + what + " was answered " + answer.status());
        }
        return answer.json().get("result");
    }

    Token make(String name) throws IOException {
        return token(done("POST", "service_tokens", "{\"name\": \"" + name + "\"}"));
    }

    /** Returns the token of an answer to {@code POST service_tokens}. */
    static Token token(JsonNode result) {
        return new Token(
                result.get("id").asText(),
                result.get("client_id").asText(),
                result.get("client_secret").asText());
    }

    /** Returns the token with its new secret; the old one is good no longer. */
    Token rotate(Token token) throws IOException {
        return token(done("POST", "service_tokens/" + token.id() + "/rotate", "{}"));
    }

    void disable(Token token) throws IOException {
        done("PUT", "service_tokens/" + token.id(), "{\"name\": \"disabled\", \"enabled\": false}");
    }

    void delete(Token token) throws IOException {
        done("DELETE", "service_tokens/" + token.id(), "");
    }
}
