package dev.latchkey.management;

import dev.latchkey.internal.syntax.LogText;
import dev.latchkey.servlet.forwarding.ForwardedRequests;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line for each refusal and each fault. Changes are logged by {@code Administration}. Stateless. */
final class ApiErrorLog {

    /** The name of the logger is documented, so it is not the name of a class. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.management");

    private static final int MOST_CAUSES = 8;

    private ApiErrorLog() {}

    /** @param token the name of the management token; null if there is none */
    static void log(ApiResponse answer, HttpServletRequest request, @Nullable String token) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "refused status={} code={} method={} path={} token={} from={}",
                    answer.status(),
                    answer.errors().get(0).code(),
                    LogText.of(request.getMethod()),
                    LogText.of(shortened(Objects.requireNonNullElse(request.getPathInfo(), "-"))),
                    token == null ? "-" : token,
                    LogText.of(ForwardedRequests.remoteAddress(request)));
        }
    }

    /** Returns the path without the common prefix, so that more of the rest fits into the line. */
    private static String shortened(String path) {
        return path.replaceFirst("^/(?:accounts|zones)/[^/]*/(?:access/)?", "");
    }

    /**
     * Logs the types of the exceptions and where the last one was thrown, but no message, which may contain a secret.
     */
    static void logFault(String what, Throwable fault) {
        String kinds = causes(fault).map(each -> each.getClass().getName()).collect(Collectors.joining(","));
        String places = causes(fault)
                .reduce((one, next) -> next)
                .map(last -> Stream.of(last.getStackTrace())
                        .limit(MOST_CAUSES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < ")))
                .orElse("-");
        LOG.error("{}: cause={} at={}", what, kinds, places);
    }

    private static Stream<Throwable> causes(Throwable fault) {
        return Stream.iterate(fault, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }
}
