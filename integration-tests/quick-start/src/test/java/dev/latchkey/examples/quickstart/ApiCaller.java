package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls a quick start's management API.
 *
 * @param base what stands before the paths that the methods take, with a slash at the end
 * @param token the management token
 */
record ApiCaller(String base, String token) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** For a machine that is busy with other things. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static ApiCaller of(Greeting at) {
        return new ApiCaller(at.api() + "/accounts/" + at.management().accountId() + "/access/", at.managementToken());
    }

    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Returns the OpenAPI document. */
    JsonNode document() throws IOException, InterruptedException {
        String path = "../".repeat(3) + "openapi.json";
        URI document = URI.create(base).resolve(path);
        return JSON.readTree(
                new ApiCaller(document.toString(), token).call("GET", "", "").body());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return result("GET", path, "");
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return result("POST", path, body);
    }

    JsonNode put(String path, String body) throws IOException, InterruptedException {
        return result("PUT", path, body);
    }

    JsonNode delete(String path) throws IOException, InterruptedException {
        return result("DELETE", path, "");
    }

    private JsonNode result(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return JSON.readTree(answer.body()).get("result");
    }
}
