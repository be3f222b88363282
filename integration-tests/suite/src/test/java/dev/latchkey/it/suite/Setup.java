package dev.latchkey.it.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the filter is configured with.
 *
 * @param name as the report shows it
 * @param allowed a word of {@code allowed_url_ambiguities}; empty for none
 * @param strict the organization's {@code strict_service_token_auth}
 * @param shape which applications there are
 */
record Setup(String name, String allowed, boolean strict, Shape shape) {

    /** Which applications there are. */
    enum Shape {
        /** One for each area of each mapping, by path. */
        PATHS,
        /** One that covers everything, with no path in its pattern. */
        EVERYTHING,
        /** One for each of two hosts. */
        HOSTS
    }

    static final Setup PATHS = new Setup("paths", "", false, Shape.PATHS);
    static final Setup EVERYTHING = new Setup("everything", "", false, Shape.EVERYTHING);
    static final Setup HOSTS = new Setup("hosts", "", false, Shape.HOSTS);
    static final Setup STRICT = new Setup("strict mode", "", true, Shape.PATHS);

    static Setup allowing(String word) {
        return new Setup("allows " + word, word, false, Shape.PATHS);
    }

    /** The areas of the app, see its {@code Areas}; the empty mapping is the root. */
    static final List<String> MAPPINGS = List.of("front", "prefix", "do", "files", "ws", "mvc", "");

    private static final ObjectMapper JSON = new ObjectMapper();

    void write(Path file, String contextPath) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode organization = document.putObject("organization").put("auth_domain", "access.example.com");
        organization.put("strict_service_token_auth", strict);
        if (!allowed.isEmpty()) {
            organization.putArray("allowed_url_ambiguities").add(allowed);
        }
        ArrayNode applications = document.putArray("applications");
        switch (shape) {
            case PATHS -> {
                applications.add(bypassed("open", domains(contextPath, "open")));
                applications.add(protectedBy(Client.A, "secure", domains(contextPath, "secure")));
                applications.add(protectedBy(Client.B, "other", domains(contextPath, "other")));
                applications.add(protectedBy(Client.A, "single", domains(contextPath, "single"))
                        .put("read_service_tokens_from_header", "Authorization"));
            }
            case EVERYTHING -> applications.add(protectedBy(Client.A, "everything", List.of("*")));
            case HOSTS -> {
                applications.add(bypassed("open", List.of("open.example.com")));
                applications.add(protectedBy(Client.A, "secure", List.of("secure.example.com")));
            }
        }
        ArrayNode tokens = document.putArray("service_tokens");
        for (Client client : List.of(Client.A, Client.B)) {
            tokens.addObject()
                    .put("id", client.tokenId())
                    .put("client_id", client.id())
                    .put("name", client.name())
                    .put("duration", "forever")
                    .put("client_secret_digest", client.digest());
        }
        try {
            JSON.writeValue(file.toFile(), document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> domains(String contextPath, String area) {
        return MAPPINGS.stream()
                .map(mapping -> "*" + contextPath + (mapping.isEmpty() ? "" : "/" + mapping) + "/" + area)
                .toList();
    }

    private static ObjectNode application(String name, List<String> domains) {
        ObjectNode application = JSON.createObjectNode().put("name", name).put("domain", domains.get(0));
        ArrayNode more = application.putArray("destinations");
        domains.stream()
                .skip(1)
                .forEach(domain -> more.addObject().put("type", "public").put("uri", domain));
        return application;
    }

    private static ObjectNode bypassed(String name, List<String> domains) {
        ObjectNode application = application(name, domains);
        ObjectNode policy = application.putArray("policies").addObject();
        policy.put("name", "everyone")
                .put("decision", "bypass")
                .putArray("include")
                .addObject()
                .putObject("everyone");
        return application;
    }

    private static ObjectNode protectedBy(Client client, String name, List<String> domains) {
        ObjectNode application = application(name, domains);
        ObjectNode policy = application.putArray("policies").addObject();
        policy.put("name", "its client").put("decision", "non_identity");
        policy.putArray("include").addObject().putObject("service_token").put("token_id", client.tokenId());
        return application;
    }

    @Override
    public String toString() {
        return name;
    }
}
