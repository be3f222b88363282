package dev.latchkey.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.testsupport.RawHttp;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Calls a quick start with the service token that it printed. */
record Caller(URI at, String clientId, String secret) {

    static final String MAIN = "/whoami";
    static final String WEBHOOKS = "/webhooks/whoami";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Caller of(QuickStart running) {
        Greeting greeting = running.greeting();
        return new Caller(greeting.at(), greeting.clientId(), greeting.secret());
    }

    /** Returns one that calls the same quick start by another name. */
    Caller by(String host) {
        return new Caller(URI.create("http://" + host + ":" + at.getPort() + "/"), clientId, secret);
    }

    Answer get(String path, String... headerLines) throws IOException {
        return RawHttp.get(at, path, headerLines);
    }

    Answer getWithPair(String path, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(idHeader(), secretHeader()));
        lines.addAll(List.of(more));
        return get(path, lines.toArray(String[]::new));
    }

    String idHeader() {
        return "CF-Access-Client-Id: " + clientId;
    }

    String secretHeader() {
        return "CF-Access-Client-Secret: " + secret;
    }

    String singleHeader(String idMember, String secretMember) {
        return "Authorization: {\"%s\": \"%s\", \"%s\": \"%s\"}".formatted(idMember, clientId, secretMember, secret);
    }

    String singleHeader() {
        return singleHeader("cf-access-client-id", "cf-access-client-secret");
    }

    static String cookie(String jwt) {
        return "Cookie: CF_Authorization=" + jwt;
    }

    static JsonNode json(Answer answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    static List<String> headerNames(Answer answer) throws IOException {
        List<String> names = new ArrayList<>();
        json(answer).get("header_names").forEach(name -> names.add(name.asText()));
        return names;
    }
}
