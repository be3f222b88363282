package dev.latchkey.examples.ownstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OwnStoreAppTest {

    private static final String SECRET = "the-secret-of-acme-of-38-characters-or-so";

    private final TenantTable table = new TenantTable();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        table.save(acme(true));
        server = OwnStoreApp.start(0, table);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void admitsTenantWhileItPays() throws Exception {
        assertThat(call("acme", SECRET).body()).contains("Hello, acme");

        table.save(acme(false));

        assertThat(call("acme", SECRET).statusCode()).isEqualTo(401);
    }

    @Test
    void rejectsUnknownTenantAndWrongSecret() throws Exception {
        assertThat(call("nobody", SECRET).statusCode()).isEqualTo(401);
        assertThat(call("acme", "another-secret").statusCode()).isEqualTo(401);
    }

    @Test
    void answers503WhileTheTableIsDown() throws Exception {
        table.down(true);

        HttpResponse<String> response = call("acme", SECRET);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    private HttpResponse<String> call(String apiKey, String secret) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.getURI().resolve("/api"))
                .header("CF-Access-Client-Id", apiKey)
                .header("CF-Access-Client-Secret", secret)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Tenant acme(boolean paid) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        return new Tenant("Acme", "acme", HexFormat.of().formatHex(digest), paid);
    }
}
