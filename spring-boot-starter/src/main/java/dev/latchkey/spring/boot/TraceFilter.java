package dev.latchkey.spring.boot;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Observes a request from before the decision about it, because Spring's own filter for that runs only after the
 * decision, and never for a denied request. It continues the trace of the client. Thread-safe.
 */
final class TraceFilter implements Filter {

    private static final String NAME = "latchkey.requests";
    private static final String SPAN = "latchkey";

    private final ObservationRegistry registry;

    TraceFilter(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (registry.isNoop() || !(request instanceof HttpServletRequest http)) {
            chain.doFilter(request, response);
            return;
        }
        Observation observation = Observation.createNotStarted(NAME, () -> context(http), registry)
                .contextualName(SPAN)
                .start();
        Observation.Scope scope = observation.openScope();
        try (scope) {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    private static Observation.Context context(HttpServletRequest request) {
        ReceiverContext<HttpServletRequest> context = new ReceiverContext<>(HttpServletRequest::getHeader, Kind.SERVER);
        context.setCarrier(request);
        return context;
    }
}
