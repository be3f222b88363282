package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 4: the well-known paths")
final class WellKnownEndpointsTest {

    private static final String CERTS = "/ctx/cdn-cgi/access/certs";
    private static final String IDENTITY = "/ctx/cdn-cgi/access/get-identity";
    private static final String LOGOUT = "/ctx/cdn-cgi/access/logout";

    private static final Application ALPHA =
            TestGate.application("alpha", "app.example.com/ctx/alpha").build();
    private static final Application BETA =
            TestGate.application("beta", "app.example.com/ctx/beta").build();
    private static final Organization ORGANIZATION =
            Organization.builder().authDomain("team.example.com").build();

    private static JettyApp app;

    @BeforeAll
    static void start() throws Exception {
        app = under(TestGate.of(ORGANIZATION, ALPHA, BETA)).start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static JettyApp under(AccessGate gate) {
        return JettyApp.at("/ctx").filter(new AccessFilter(gate)).page("/*", Seen::tell);
    }

    /** Returns an application token that the filter issued. */
    private static String jwt(String path) throws IOException {
        String cookie = app.get(path, TestGate.PAIR).header("Set-Cookie");
        return cookie.substring("CF_Authorization=".length(), cookie.indexOf(';'));
    }

    private static JsonNode json(RawAnswer answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void publishesKeys() throws Exception {
        RawAnswer answer = app.get(CERTS);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Set-Cookie")).isNull();
        JsonNode document = json(answer);
        JsonNode key = document.at("/keys/0");
        assertThat(key.get("kty").asText()).isEqualTo("RSA");
        assertThat(key.get("alg").asText()).isEqualTo("RS256");
        assertThat(key.get("use").asText()).isEqualTo("sig");
        assertThat(key.get("kid").asText()).matches("[0-9a-f]{64}");
        assertThat(key.has("d")).isFalse();
        assertThat(document.at("/public_cert/kid")).isEqualTo(key.get("kid"));
        byte[] pem = document.at("/public_certs/0/cert").asText().getBytes(StandardCharsets.US_ASCII);
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)))
                .isNotNull();
    }

    @Test
    void publishedKeysVerifyToken() throws Exception {
        HttpsJwks keys = new HttpsJwks("http://127.0.0.1:" + app.port() + CERTS);
        keys.setSimpleHttpGet(location -> {
            RawAnswer answer = app.get(CERTS);
            return new org.jose4j.http.SimpleResponse() {
                @Override
                public int getStatusCode() {
                    return answer.status();
                }

                @Override
                public String getStatusMessage() {
                    return "";
                }

                @Override
                public java.util.Collection<String> getHeaderNames() {
                    return List.of();
                }

                @Override
                public List<String> getHeaderValues(String name) {
                    return answer.all(name);
                }

                @Override
                public String getBody() {
                    return answer.body();
                }
            };
        });

        JwtClaims claims = new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedIssuer("https://team.example.com")
                .setExpectedAudience(ALPHA.aud())
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .build()
                .processToClaims(jwt("/ctx/alpha"));

        assertThat(claims.getClaimValueAsString("common_name")).isEqualTo(TestGate.ID);
        assertThat(claims.getClaimValueAsString("type")).isEqualTo("app");
        assertThat(claims.getSubject()).isEmpty();
    }

    @Test
    void answersHeadWithHeadersOnly() throws IOException {
        RawAnswer answer = app.send("HEAD", CERTS);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST    | " + CERTS + "    | GET, HEAD",
                "OPTIONS | " + CERTS + "    | GET, HEAD",
                "PUT     | " + IDENTITY + " | GET, HEAD",
                "HEAD    | " + LOGOUT + "   | GET, POST",
                "DELETE  | " + LOGOUT + "   | GET, POST",
            })
    void rejectsOtherMethods(String method, String path, String allow) throws IOException {
        RawAnswer answer = app.send(method, path, TestGate.PAIR);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allow);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void returnsIdentityOfSession() throws Exception {
        Instant before = Instant.now();
        for (String path : List.of("/ctx/alpha", "/ctx/beta")) {
            RawAnswer answer = app.get(IDENTITY, "Cookie: CF_Authorization=" + jwt(path));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            JsonNode identity = json(answer);
            assertThat(identity.get("service_token_id").asText())
                    .isEqualTo(TestGate.TOKEN.id().toString());
            assertThat(identity.get("service_token_status").booleanValue()).isTrue();
            assertThat(identity.get("common_name").asText()).isEqualTo(TestGate.ID);
            assertThat(identity.get("name").asText()).isEqualTo("nightly job");
            assertThat(identity.get("ip").asText()).isEqualTo("127.0.0.1");
            assertThat(identity.get("auth_status").asText()).isEqualTo("NONE");
            assertThat(identity.get("iat").longValue())
                    .isBetween(before.getEpochSecond() - 60, before.getEpochSecond() + 60);
            assertThat(identity.get("exp").longValue() - identity.get("iat").longValue())
                    .isEqualTo(24 * 3600);
        }
    }

    @Test
    void returnsClientAddressBehindTrustedProxy() throws Exception {
        Organization behindProxy = ORGANIZATION.toBuilder()
                .trustedProxies(List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("10.0.0.0/8")))
                .build();
        try (JettyApp proxied = under(TestGate.of(behindProxy, ALPHA)).start()) {
            String cookie = "Cookie: CF_Authorization=" + jwt("/ctx/alpha");

            RawAnswer one = proxied.get(IDENTITY, cookie, "X-Forwarded-For: 198.51.100.7, 192.0.2.1, 10.0.0.2");
            assertThat(json(one).get("ip").asText()).isEqualTo("192.0.2.1");
            RawAnswer lines = proxied.get(IDENTITY, cookie, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 10.0.0.2");
            assertThat(json(lines).get("ip").asText()).isEqualTo("192.0.2.1");
            RawAnswer none = proxied.get(IDENTITY, cookie);
            assertThat(json(none).get("ip").asText()).isEqualTo("127.0.0.1");
            RawAnswer hidden = proxied.get(IDENTITY, cookie, "X-Forwarded-For: _hidden");
            assertThat(json(hidden).get("ip").asText()).isEqualTo("unreadable");
        }
        String cookie = "Cookie: CF_Authorization=" + jwt("/ctx/alpha");
        assertThat(json(app.get(IDENTITY, cookie, "X-Forwarded-For: 192.0.2.1"))
                        .get("ip")
                        .asText())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {IDENTITY, LOGOUT})
    void deniesWithoutSession(String path) throws IOException {
        for (String[] headers : new String[][] {{}, {"Cookie: CF_Authorization=a.b.c"}, {"cf-access-token: x"}}) {
            RawAnswer answer = app.get(path, headers);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("ServiceToken realm=");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void endsTheSession(String method) throws Exception {
        // A separate gate, as all sessions of a service token share one application token.
        try (JettyApp alone = under(TestGate.of(ORGANIZATION, ALPHA)).start()) {
            String setCookie = alone.get("/ctx/alpha", TestGate.PAIR).header("Set-Cookie");
            String cookie = "Cookie: " + setCookie.substring(0, setCookie.indexOf(';'));
            assertThat(alone.get("/ctx/alpha", cookie).status()).isEqualTo(200);

            RawAnswer answer = alone.send(method, LOGOUT, cookie);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"success\":true}");
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("CF_Authorization=;")
                    .contains("Max-Age=0");
            assertThat(alone.get("/ctx/alpha", cookie).status()).isEqualTo(401);
            assertThat(alone.get(IDENTITY, cookie).status()).isEqualTo(401);
            assertThat(alone.send(method, LOGOUT, cookie).status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ctx/cdn-cgi/access/certs/",
                "/ctx/cdn-cgi/access/cert",
                "/ctx/cdn-cgi/access/",
                "/ctx/cdn-cgi/access/Certs",
                "/ctx/cdn-cgi/access/%63erts",
                "/ctx/CDN-CGI/access/certs",
                "/ctx/alpha/../cdn-cgi/access/certs",
            })
    void haveOneSpelling(String path) throws IOException {
        RawAnswer answer = app.get(path);

        assertThat(answer.status()).isEqualTo(path.contains("/../") ? 400 : 403);
        assertThat(answer.body()).doesNotContain("\"keys\"");
    }

    @Test
    void areOrdinaryOnUnprotectedHost() throws Exception {
        Organization lenient =
                Organization.builder().denyUnmatchedRequests(false).build();
        try (JettyApp other = under(TestGate.of(lenient, ALPHA)).start()) {
            assertThat(other.sendTo("other.example.com", "GET", CERTS).body()).startsWith("app was here");
            assertThat(other.get(CERTS).body()).contains("\"keys\"");
        }
        assertThat(app.sendTo("other.example.com", "GET", CERTS).status()).isEqualTo(403);
    }

    @Test
    void answers503IfKeysAreUnavailable() throws Exception {
        SigningKeyStore broken = new SigningKeyStore() {
            @Override
            public List<StoredSigningKey> signingKeys() throws IOException {
                throw new IOException("down");
            }

            @Override
            public List<StoredSigningKey> replaceSigningKeys(String expectedNewest, List<StoredSigningKey> keys)
                    throws IOException {
                throw new IOException("down");
            }
        };
        AccessGate gate =
                TestGate.builder(ORGANIZATION, ALPHA).signingKeyStore(broken).build();
        try (JettyApp keyless = under(gate).start()) {
            RawAnswer answer = keyless.get(CERTS);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body()).doesNotContain("down");
            assertThat(keyless.get(IDENTITY, "cf-access-token: " + jwt("/ctx/alpha"))
                            .status())
                    .isEqualTo(503);
        }
    }
}
