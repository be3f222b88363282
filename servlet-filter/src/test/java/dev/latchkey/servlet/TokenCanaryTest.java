package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Organization;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.JettyApp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Opens a listening socket and names it in tokens wherever a header, a certificate or a claim can contain an address.
 * Nobody may connect to it. Each token is signed by an attacker's key and, as if it had leaked, by the gate's own key.
 */
@DisplayName("request contract, section 4: addresses in a token are never called")
final class TokenCanaryTest {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final InMemoryStore store = TestGate.store(
            Organization.DEFAULT, TestGate.application("alpha", "*/alpha").build());
    private ServerSocket canary;
    private AccessGate gate;
    private JettyApp app;

    @BeforeEach
    void start() throws Exception {
        canary = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        gate = AccessGate.builder().store(store).clock(InstantSource.system()).build();
        app = GatedApp.behind(gate).start();
    }

    @AfterEach
    void stop() throws IOException {
        app.close();
        gate.close();
        canary.close();
    }

    private String url(String scheme) {
        return scheme + "://127.0.0.1:" + canary.getLocalPort();
    }

    @Test
    void neverCallsAddressInToken() throws Exception {
        String cookie = app.get("/alpha", TestGate.PAIR).header("Set-Cookie");
        String honest = cookie.substring("CF_Authorization=".length(), cookie.indexOf(';'));
        String claims = new String(Base64.getUrlDecoder().decode(honest.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        StoredSigningKey ours = store.signingKeys().get(0);
        PrivateKey leaked = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(ours.privateKey()));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair attackers = generator.generateKeyPair();

        Map<String, Integer> statuses = new LinkedHashMap<>();
        for (String members : headers(attackers)) {
            String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"," + members;
            String ourKid = header + ",\"kid\":\"" + ours.kid() + "\"}";
            String itsKid = header + ",\"kid\":\"" + url("https") + "/kid\"}";
            statuses.put("ours " + members, present(jwt(ourKid, claims, leaked)));
            statuses.put("theirs with our kid " + members, present(jwt(ourKid, claims, attackers.getPrivate())));
            statuses.put("theirs " + members, present(jwt(itsKid, claims, attackers.getPrivate())));
            statuses.put("no kid " + members, present(jwt(header + "}", claims, attackers.getPrivate())));
        }
        assertThat(statuses)
                .allSatisfy((what, status) -> assertThat(status).isEqualTo(what.startsWith("ours") ? 200 : 401));

        for (String claim : claims()) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"" + ours.kid() + "\"}";
            String changed = claims.replaceFirst("\"iss\":\"[^\"]*\"", "\"iss\":\"" + url("https") + "\"");
            assertThat(present(jwt(header, changed, leaked))).isEqualTo(401);
            assertThat(present(jwt(header, "{" + claim + "," + claims.substring(1), leaked)))
                    .isEqualTo(200);
        }
        for (String name : List.of(
                "Forwarded: for=\"127.0.0.1:PORT\";host=\"127.0.0.1:PORT\"",
                "X-Forwarded-Host: 127.0.0.1:PORT",
                "Origin: http://127.0.0.1:PORT",
                "Referer: http://127.0.0.1:PORT/",
                "Link: <http://127.0.0.1:PORT/>;rel=jwks",
                "Cf-Access-Jwt-Assertion: " + honest,
                "Authorization: Bearer " + honest)) {
            String sent = name.replace("PORT", String.valueOf(canary.getLocalPort()));
            assertThat(app.get("/alpha", sent).status()).isEqualTo(401);
            assertThat(app.sendTo("127.0.0.1:" + canary.getLocalPort(), "GET", "/alpha", sent)
                            .status())
                    .isEqualTo(401);
        }

        assertThat(callsBeforeOurs()).isZero();
    }

    /** Connects, and counts the earlier connections, which are queued in order. */
    private int callsBeforeOurs() throws IOException {
        try (Socket own = new Socket(InetAddress.getLoopbackAddress(), canary.getLocalPort())) {
            for (int calls = 0; ; calls++) {
                try (Socket next = canary.accept()) {
                    if (next.getPort() == own.getLocalPort()) {
                        return calls;
                    }
                }
            }
        }
    }

    private int present(String jwt) throws IOException {
        int status = app.get("/alpha", "Cookie: CF_Authorization=" + jwt).status();
        assertThat(app.get("/alpha", "cf-access-token: " + jwt).status()).isEqualTo(status);
        return status;
    }

    private List<String> headers(KeyPair attackers) throws GeneralSecurityException {
        String x5c = Base64.getEncoder().encodeToString(certificate(attackers));
        RSAPublicKey key = (RSAPublicKey) attackers.getPublic();
        String jwk = "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
                + BASE64.encodeToString(key.getModulus().toByteArray()) + "\",\"x5u\":\"" + url("http")
                + "/x5u\",\"jku\":\"" + url("http") + "/jku\"}";
        List<String> all = new ArrayList<>();
        for (String scheme : List.of("http", "https", "ftp", "ldap", "rmi", "jar:http", "file")) {
            all.add("\"jku\":\"" + url(scheme) + "/jwks.json\"");
            all.add("\"x5u\":\"" + url(scheme) + "/certificate.pem\"");
        }
        all.add("\"x5c\":[\"" + x5c + "\"]");
        all.add("\"x5c\":[\"" + x5c + "\"],\"x5u\":\"" + url("http") + "/x5u\",\"jku\":\"" + url("http") + "/jku\"");
        all.add("\"jwk\":" + jwk);
        all.add("\"jwks_uri\":\"" + url("http") + "/jwks\",\"iss\":\"" + url("http") + "\"");
        all.add("\"cty\":\"" + url("http") + "\",\"url\":\"" + url("http") + "\"");
        all.add("\"x\":\"${jndi:ldap://127.0.0.1:" + canary.getLocalPort() + "/a}\"");
        return all;
    }

    private List<String> claims() {
        return List.of(
                "\"jwks_uri\":\"" + url("http") + "/jwks\"",
                "\"_claim_sources\":{\"a\":{\"endpoint\":\"" + url("http") + "\"}},\"_claim_names\":{\"email\":\"a\"}",
                "\"picture\":\"" + url("http") + "\"",
                "\"x\":\"${jndi:ldap://127.0.0.1:" + canary.getLocalPort() + "/a}\"");
    }

    private static String jwt(String header, String claims, PrivateKey key) throws GeneralSecurityException {
        String signed = BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    // ---- certificates with addresses of OCSP, issuer and revocation list ----

    private byte[] certificate(KeyPair keys) throws GeneralSecurityException {
        byte[] algorithm = der(0x30, hex("06092a864886f70d01010b0500"));
        byte[] name = new X500Principal("CN=canary").getEncoded();
        byte[] validity = der(0x30, der(0x17, ascii("200101000000Z")), der(0x17, ascii("491231235959Z")));
        byte[] ocsp = der(0x30, hex("06082b06010505073001"), der(0x86, ascii(url("http") + "/ocsp")));
        byte[] issuer = der(0x30, hex("06082b06010505073002"), der(0x86, ascii(url("http") + "/issuer")));
        byte[] access = der(0x30, hex("06082b06010505070101"), der(0x04, der(0x30, ocsp, issuer)));
        byte[] point = der(0x30, der(0xa0, der(0xa0, der(0x86, ascii(url("http") + "/crl")))));
        byte[] revocation = der(0x30, hex("0603551d1f"), der(0x04, der(0x30, point)));
        byte[] extensions = der(0xa3, der(0x30, access, revocation));
        byte[] content = der(
                0x30,
                hex("a003020102"),
                der(0x02, BigInteger.ONE.toByteArray()),
                algorithm,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                extensions);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] whole = der(0x30, content, algorithm, der(0x03, new byte[1], signature.sign()));
        // An invalid certificate would be rejected before anyone could use its addresses.
        CertificateFactory.getInstance("X.509").generateCertificate(new java.io.ByteArrayInputStream(whole));
        return whole;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() >= 0x80) {
            out.write(0x82);
            out.write(content.size() >> 8);
        }
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] hex(String digits) {
        return java.util.HexFormat.of().parseHex(digits);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
