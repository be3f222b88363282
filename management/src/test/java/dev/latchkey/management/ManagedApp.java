package dev.latchkey.management;

import dev.latchkey.AccessGate;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** A web app behind the filter, with the management API over the same store in it. */
final class ManagedApp implements AutoCloseable {

    static final String ACCOUNT = "0123456789abcdef0123456789abcdef";
    static final String WRITE = "lkmt_only-for-tests-0123456789-write";
    static final String READ = "lkmt_only-for-tests-0123456789-read";
    static final String ACCESS = "/client/v4/accounts/" + ACCOUNT + "/access/";

    static final Application MAIN =
            Application.named("main").domain("*").anyValidServiceToken(true).build();

    static final Application MANAGEMENT = Application.named("management")
            .domain("*/client/v4")
            .policy(Policy.builder("the API has tokens of its own", Policy.Decision.BYPASS)
                    .include(new Rule.Everyone())
                    .build())
            .build();

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
    final InMemoryStore store = new InMemoryStore(
            new AccessDocument(new AccessConfiguration(Organization.DEFAULT, List.of(MAIN, MANAGEMENT)), List.of()),
            this::instant);
    private final JettyApp app;

    private ManagedApp(WritableStore guarding, WritableStore managed) {
        AccessGate gate = AccessGate.builder()
                .store(guarding == null ? store : guarding)
                .clock(this::instant)
                .build();
        app = JettyApp.at("/").filter(new AccessFilter(gate)).page("/*", (request, response) -> {
            response.getOutputStream().print("the app, for " + request.getRemoteUser());
        });
        WritableStore target = managed == null ? store : managed;
        ManagementServlet servlet = ManagementServlet.builder(
                        Administration.builder(target).clock(this::instant).build())
                .accountId(ACCOUNT)
                .token("ops", ManagementToken.Scope.WRITE, digest(WRITE))
                .token("dashboard", ManagementToken.Scope.READ, digest(READ))
                .clock(this::instant)
                .build();
        app.context().addServlet(new ServletHolder("api", servlet), "/client/v4/*");
    }

    static ManagedApp start() throws Exception {
        return over(null);
    }

    /** An app whose API works on another store, for one that fails on command. */
    static ManagedApp over(WritableStore managed) throws Exception {
        return started(new ManagedApp(null, managed));
    }

    /** An app whose filter and API share this store, which stays the caller's. */
    static ManagedApp sharing(WritableStore store) throws Exception {
        return started(new ManagedApp(store, store));
    }

    private static ManagedApp started(ManagedApp managing) throws Exception {
        managing.app.start();
        return managing;
    }

    static SecretDigest digest(String secret) {
        return SecretHasher.sha256().digest(ClientSecret.of(secret));
    }

    private Instant instant() {
        return now.get();
    }

    void pass(Duration duration) {
        now.updateAndGet(moment -> moment.plus(duration));
    }

    int port() {
        return app.port();
    }

    Reply get(String path, String... headers) throws IOException {
        return call("GET", path, null, headers);
    }

    Reply post(String path, String body, String... headers) throws IOException {
        return call("POST", path, body, headers);
    }

    Reply put(String path, String body, String... headers) throws IOException {
        return call("PUT", path, body, headers);
    }

    Reply delete(String path, String... headers) throws IOException {
        return call("DELETE", path, null, headers);
    }

    /** A call with the write token, below {@link #ACCESS}. */
    Reply call(String method, String path, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Authorization: Bearer " + WRITE);
        if (body != null) {
            all.add("Content-Type: application/json");
        }
        return send(method, ACCESS + path, body, all.toArray(String[]::new));
    }

    /** A call with no headers but these. */
    Reply send(String method, String target, String body, String... headers) throws IOException {
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: app.example.com\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(content);
        Reply reply = Reply.of(RawAnswer.to(port(), request.toByteArray()));
        OpenApi.check(method, target, reply);
        return reply;
    }

    /** What a request through the filter is answered. */
    RawAnswer visit(String... headers) throws IOException {
        return app.get("/here", headers);
    }

    /** The status of a request through the filter with the pair. */
    int visitWithPair(String clientId, String secret) throws IOException {
        return visit("CF-Access-Client-Id: " + clientId, "CF-Access-Client-Secret: " + secret)
                .status();
    }

    @Override
    public void close() {
        app.close();
    }
}
