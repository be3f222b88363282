package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.testsupport.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The OpenAPI document")
final class OpenApiTest {

    private static final Pattern REFERENCE = Pattern.compile("\"\\$ref\":\"#(/[^\"]+)\"");
    private static final Pattern PATH = Pattern.compile("`([PL](?:/[^`]*)?)`");

    private static RawAnswer get(ManagedApp app, String... headers) throws Exception {
        String request = "GET /client/v4/openapi.json HTTP/1.1\r\nHost: app.example.com\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList())
                + "Connection: close\r\n\r\n";
        return RawAnswer.to(app.port(), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void isServedToManagementTokensOnly() throws Exception {
        try (ManagedApp app = ManagedApp.start()) {
            RawAnswer answer = get(app, "Authorization: Bearer " + ManagedApp.READ);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            JsonNode served = new ObjectMapper().readTree(answer.body());
            assertThat(served.path("openapi").textValue()).isEqualTo("3.1.0");
            assertThat(served.path("paths").size())
                    .isEqualTo(OpenApi.DOCUMENT.path("paths").size());
            assertThat(get(app).status()).isEqualTo(401);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(REFERENCE.matcher(OpenApi.DOCUMENT.toString()).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(pointer -> assertThat(OpenApi.DOCUMENT.at(pointer).isMissingNode())
                        .as(pointer)
                        .isFalse());
    }

    @Test
    void hasThePathsOfTheReference() throws Exception {
        String page = Files.readString(Path.of("../docs/api.md"))
                .split("\n## Paths\n", -1)[1]
                .split("\n## ", -1)[0];
        TreeSet<String> documented = new TreeSet<>();
        PATH.matcher(page)
                .results()
                .map(found -> found.group(1)
                        .replaceFirst("^P", "/access")
                        .replaceFirst("^L", "/gateway/lists")
                        .replaceAll("\\{[^}]*}", "{}"))
                .filter(path -> !path.equals("/access"))
                .forEach(documented::add);
        TreeSet<String> described = new TreeSet<>();
        OpenApi.DOCUMENT
                .path("paths")
                .fieldNames()
                .forEachRemaining(path ->
                        described.add(path.replace("/accounts/{account}", "").replaceAll("\\{[^}]*}", "{}")));

        assertThat(described).isEqualTo(documented);
    }
}
