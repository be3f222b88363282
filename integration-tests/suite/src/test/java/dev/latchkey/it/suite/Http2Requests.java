package dev.latchkey.it.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Honest requests by a real client of HTTP/2, over TLS: streams of one connection must not share a verdict. */
final class Http2Requests {

    private static final int STREAMS = 40;

    private final ContainerProcess process;
    private final Run run;
    private final Assault assault;

    Http2Requests(ContainerProcess process, Run run, Assault assault) {
        this.process = process;
        this.run = run;
        this.assault = assault;
    }

    void send() throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(Tls.trust())
                .build();
        // One connection first, so that all that follow are its streams.
        judge(0, client.sendAsync(request(0), HttpResponse.BodyHandlers.ofString()));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            answers.add(client.sendAsync(request(i), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < STREAMS; i++) {
            judge(i, answers.get(i));
        }
        assault.counted(STREAMS + 1);
        long good = process.drain().stream()
                .filter(entry -> entry.area().equals("secure") && Client.A.id().equals(entry.principal()))
                .count();
        if (good != STREAMS / 2 + 1) {
            assault.refused("HTTP/2 over TLS", good + " of " + (STREAMS / 2 + 1) + " good requests ran");
        }
    }

    /** Every other one brings the pair. */
    private HttpRequest request(int number) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + process.port("tls") + run.prefix() + "/front/secure/x"))
                .timeout(Duration.ofSeconds(30));
        if (number % 2 == 0) {
            request.header("CF-Access-Client-Id", Client.A.id()).header("CF-Access-Client-Secret", Client.A.secret());
        }
        return request.POST(HttpRequest.BodyPublishers.ofString("a=b")).build();
    }

    private void judge(int number, CompletableFuture<HttpResponse<String>> pending) {
        int expected = number % 2 == 0 ? 200 : 401;
        try {
            HttpResponse<String> answer = pending.join();
            if (answer.statusCode() != expected || answer.version() != HttpClient.Version.HTTP_2) {
                assault.refused(
                        "HTTP/2 over TLS, stream " + number,
                        answer.version() + " " + answer.statusCode() + " in place of " + expected);
            }
        } catch (CompletionException e) {
            assault.refused("HTTP/2 over TLS, stream " + number, String.valueOf(e.getCause()));
        }
    }
}
