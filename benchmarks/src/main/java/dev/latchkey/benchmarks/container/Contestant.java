package dev.latchkey.benchmarks.container;

import dev.latchkey.AccessGate;
import dev.latchkey.benchmarks.MinimalFilter;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A filter and the requests that it gets. */
enum Contestant {
    NO_FILTER("no filter", 200),
    NO_FILTER_SINGLE_HEADER("no filter, the same single header", 200),
    NO_FILTER_COOKIE("no filter, a cookie as long", 200),
    FLOOR("hand-written floor, pair", 200),
    PAIR("pair, sets a cookie", 200),
    STRICT_PAIR("pair in strict mode", 200),
    SINGLE_HEADER("single header, sets a cookie", 200),
    COOKIE("cookie", 200),
    WRONG_SECRET("wrong secret", 401),
    UNKNOWN_ID("unknown Client ID", 401);

    private final String text;
    private final int status;

    Contestant(String text, int status) {
        this.text = text;
        this.status = status;
    }

    /** Returns its name in tables. */
    String text() {
        return text;
    }

    /** Returns the status of every answer. */
    int status() {
        return status;
    }

    /** Returns the contestant without a filter whose request costs the container as much. */
    Contestant without() {
        return switch (this) {
            case SINGLE_HEADER -> NO_FILTER_SINGLE_HEADER;
            case COOKIE -> NO_FILTER_COOKIE;
            default -> NO_FILTER;
        };
    }

    /** Returns the filter, or null for none. */
    @Nullable
    Filter filter() {
        return switch (this) {
            case NO_FILTER, NO_FILTER_SINGLE_HEADER, NO_FILTER_COOKIE -> null;
            case FLOOR -> floor();
            default -> new AccessFilter(gate());
        };
    }

    private static Filter floor() {
        Map<String, byte[]> digests = new HashMap<>();
        Client.all()
                .forEach(client ->
                        digests.put(client.id(), client.serviceToken().digest().toBytes()));
        return new MinimalFilter(digests);
    }

    private AccessGate gate() {
        Organization organization = Organization.DEFAULT.toBuilder()
                .strictServiceTokenAuth(this == STRICT_PAIR)
                .build();
        Application main =
                Application.named("main").domain("*").anyValidServiceToken(true).build();
        Application webhooks = Application.named("webhooks")
                .domain("*/webhooks")
                .anyValidServiceToken(true)
                .readServiceTokensFromHeader("Authorization")
                .build();
        AccessDocument document = new AccessDocument(
                new AccessConfiguration(organization, List.of(main, webhooks)),
                Client.all().stream().map(Client::serviceToken).toList());
        return AccessGate.builder()
                .store(new InMemoryStore(document, InstantSource.system()))
                .build();
    }

    /** Returns the request that this client sends. */
    Request request(Client client) {
        return switch (this) {
            case NO_FILTER_COOKIE -> Request.get("/jobs", client.cookieAsLong());
            case SINGLE_HEADER, NO_FILTER_SINGLE_HEADER -> Request.get("/webhooks/github", client.singleHeader());
            case WRONG_SECRET -> Request.get("/jobs", client.id(), Client.WRONG_SECRET);
            case UNKNOWN_ID -> Request.get("/jobs", "x" + client.id(), client.secret());
            default -> Request.get("/jobs", client.id(), client.secret());
        };
    }
}
