package dev.latchkey.examples.ownstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testsupport.RawHttp;
import dev.latchkey.testsupport.RawHttp.Answer;
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
    void letsATenantInAsLongAsItPays() throws Exception {
        assertThat(call("acme", SECRET).body()).contains("Hello, acme");

        table.save(acme(false));

        assertThat(call("acme", SECRET).status()).isEqualTo(401);
    }

    @Test
    void turnsStrangersAndWrongSecretsAway() throws Exception {
        assertThat(call("nobody", SECRET).status()).isEqualTo(401);
        assertThat(call("acme", "another-secret").status()).isEqualTo(401);
    }

    @Test
    void asksToTryAgainWhileTheTableIsDown() throws Exception {
        table.down(true);

        Answer answer = call("acme", SECRET);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    private Answer call(String apiKey, String secret) throws Exception {
        return RawHttp.get(
                server.getURI(), "/api", "CF-Access-Client-Id: " + apiKey, "CF-Access-Client-Secret: " + secret);
    }

    private static Tenant acme(boolean paid) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        return new Tenant("Acme", "acme", HexFormat.of().formatHex(digest), paid);
    }
}
