package dev.latchkey.spring.boot.test;

import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * Adds Client ID and secret to the requests of a test. It is a post-processor for {@code MockMvc}, an interceptor for
 * {@code RestTemplate}, and a consumer of headers for {@code defaultHeaders} of {@code WebTestClient}, {@code
 * RestTestClient}, {@code RestClient} and {@code WebClient}. Its {@link #headers()} suit any other client. Immutable.
 */
public final class ServiceTokenCredentials
        implements RequestPostProcessor, ClientHttpRequestInterceptor, Consumer<HttpHeaders> {

    private final IssuedServiceToken issued;

    private ServiceTokenCredentials(IssuedServiceToken issued) {
        this.issued = issued;
    }

    /** Returns the credentials of this service token. */
    public static ServiceTokenCredentials of(IssuedServiceToken issued) {
        return new ServiceTokenCredentials(issued);
    }

    /** Creates a service token with these roles in {@code store}, and returns its credentials. */
    public static ServiceTokenCredentials issue(InMemoryStore store, String name, String... roles) {
        IssuedServiceToken issued = store.issue(name);
        store.update(before ->
                before.with(issued.token().toBuilder().roles(List.of(roles)).build()));
        return of(issued);
    }

    /** Returns both headers by name. */
    public Map<String, String> headers() {
        return Map.of(
                "CF-Access-Client-Id", issued.clientId(),
                "CF-Access-Client-Secret", issued.secret().reveal());
    }

    @Override
    public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
        headers().forEach(request::addHeader);
        return request;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        accept(request.getHeaders());
        return execution.execute(request, body);
    }

    /** Sets both headers. */
    @Override
    public void accept(HttpHeaders to) {
        headers().forEach(to::set);
    }
}
