package dev.latchkey.spring.boot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** An app on Tomcat, and a client that keeps no cookies. */
final class RunningApp implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private RunningApp(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts an app with these properties, each {@code name=value}. */
    static RunningApp start(Class<?> app, String... properties) {
        SpringApplication application = new SpringApplication(app);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server.port", "0");
        all.put("server.address", "127.0.0.1");
        Arrays.stream(properties).map(each -> each.split("=", 2)).forEach(each -> all.put(each[0], each[1]));
        application.setDefaultProperties(all);
        return new RunningApp(application.run());
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** Sends a request to {@code local.server.port}; headers are names and values in turn. */
    HttpResponse<String> send(String method, String path, List<String> headers) {
        return send("local.server.port", method, path, headers);
    }

    HttpResponse<String> send(String port, String method, String path, List<String> headers) {
        String host = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty(port);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(host + path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, Credentials credentials) {
        return send("GET", path, credentials.headers());
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, List.of());
    }

    static List<String> with(List<String> headers, String name, String value) {
        List<String> all = new ArrayList<>(headers);
        all.add(name);
        all.add(value);
        return all;
    }

    @Override
    public void close() {
        context.close();
    }
}
