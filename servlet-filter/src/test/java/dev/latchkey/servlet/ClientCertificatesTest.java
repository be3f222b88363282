package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 7: client certificates of a TLS handshake")
final class ClientCertificatesTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("CN=our authority");
    private static final TestAuthority SAME_NAME = new TestAuthority("CN=our authority");
    private static final Map<String, KeyStore> CLIENTS = Map.of(
            "robot", AUTHORITY.issue("CN=robot, OU=jobs"),
            "other", AUTHORITY.issue("CN=other"),
            "capitals", AUTHORITY.issue("CN=ROBOT"),
            "nameless", AUTHORITY.issue("OU=robot"),
            "two", AUTHORITY.issue("CN=robot, CN=other"),
            "forged", SAME_NAME.issue("CN=robot, OU=jobs"));

    private static JettyApp app;
    private static ServerConnector connector;

    @BeforeAll
    static void start() throws Exception {
        Rule any = new Rule.AnyValidServiceToken();
        AccessGate gate = TestGate.of(
                Organization.DEFAULT,
                application("named", lettingIn().include(any).require(new Rule.CommonName("robot"))),
                application("any", lettingIn().include(any).require(new Rule.Certificate())),
                application("alone", lettingIn().include(new Rule.CommonName("robot"))),
                application("except", lettingIn().include(any).exclude(new Rule.CommonName("other"))),
                application(
                        "denied",
                        Policy.builder("not the robot", Policy.Decision.DENY)
                                .precedence(1)
                                .include(new Rule.CommonName("robot")),
                        lettingIn().precedence(2).include(any)));
        app = GatedApp.behind(gate);
        connector = connector(app.context().getServer());
        app.start();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static Policy.Builder lettingIn() {
        return Policy.builder("service tokens", Policy.Decision.NON_IDENTITY);
    }

    private static Application application(String name, Policy.Builder... policies) {
        Application.Builder application = Application.named(name).domain(name + ".example.com");
        Arrays.stream(policies).map(Policy.Builder::build).forEach(application::policy);
        return application.build();
    }

    /** Requests a certificate, does not require it, and trusts only the test authority. */
    private static ServerConnector connector(Server server) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(AUTHORITY.issue("CN=server"));
        tls.setKeyStorePassword(new String(TestAuthority.PASSWORD));
        tls.setTrustStore(AUTHORITY.trusted());
        tls.setWantClientAuth(true);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        return connector;
    }

    @ParameterizedTest
    @CsvSource({
        "named, robot, 200",
        "named, other, 403",
        "named, capitals, 403",
        "named, nameless, 403",
        "named, two, 403",
        "named, none, 403",
        "any, robot, 200",
        "any, nameless, 200",
        "any, two, 200",
        "any, none, 403",
        "alone, robot, 200",
        "alone, none, 403",
        "except, robot, 200",
        "except, other, 403",
        "except, two, 403",
        "except, nameless, 200",
        "except, none, 200",
        "denied, robot, 403",
        "denied, other, 200",
        "denied, two, 403",
        "denied, none, 200",
    })
    void usesCertificateBesideServiceToken(String application, String client, int status) throws Exception {
        assertThat(visit(application, client, TestGate.PAIR).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"named", "any", "alone"})
    void certificateAloneAdmitsNobody(String application) throws Exception {
        assertThat(visit(application, "robot").status()).isEqualTo(401);
    }

    @Test
    void requiresCertificateOnEachRequestOfSession() throws Exception {
        String cookie = visit("named", "robot", TestGate.PAIR).header("Set-Cookie");
        String session = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));

        assertThat(visit("named", "robot", session).status()).isEqualTo(200);
        assertThat(visit("named", "other", session).status()).isEqualTo(403);
        assertThat(visit("named", "none", session).status()).isEqualTo(403);
    }

    @Test
    void ignoresCertificateOfUntrustedAuthority() {
        assertThatThrownBy(() -> visit("except", "forged", TestGate.PAIR)).isInstanceOf(IOException.class);
    }

    @Test
    void ignoresCertificateHeaders() throws Exception {
        List<String> headers = new ArrayList<>(List.of(TestGate.PAIR));
        headers.addAll(List.of("X-SSL-Client-S-DN: CN=robot", "Client-Cert: :AAAA:", "X-Forwarded-Client-Cert: x"));

        assertThat(visit("named", "none", headers.toArray(String[]::new)).status())
                .isEqualTo(403);
    }

    private static RawAnswer visit(String application, String client, String... headers) throws IOException {
        String request = "GET /here HTTP/1.1\r\nHost: " + application + ".example.com\r\nConnection: close\r\n"
                + String.join(
                        "", Arrays.stream(headers).map(each -> each + "\r\n").toList()) + "\r\n";
        try (Socket socket = context(CLIENTS.get(client))
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            return RawAnswer.over(socket, request.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** A client with this key, or without one if it is null. */
    private static SSLContext context(KeyStore own) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(AUTHORITY.trusted());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : new KeyManager[] {always(own)}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager always(KeyStore own) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, TestAuthority.PASSWORD);
        return new Always((X509KeyManager) keys.getKeyManagers()[0]);
    }

    /** Sends its certificate regardless of the authorities that the server names. */
    private static final class Always extends X509ExtendedKeyManager {

        private final X509KeyManager keys;

        Always(X509KeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
