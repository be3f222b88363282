package dev.latchkey;

import dev.latchkey.AccessDecision.Denial;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.event.SafeListener;
import dev.latchkey.internal.syntax.LogText;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.store.StoreUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports decisions: an event for each, and a log line for each denial. Thread-safe. */
final class DecisionReporter {

    /** The name of the logger is documented, so it is not the name of a class. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.access");

    private static final int MOST_CAUSES = 8;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** One of this many decisions is timed. */
    private static final int SAMPLE = 16;

    private final @Nullable AccessEventListener listener;
    private final @Nullable AccessMeter meter;
    private final @Nullable AccessEventListener safeMeter;
    private final InstantSource clock;

    DecisionReporter(@Nullable AccessEventListener listener, @Nullable AccessMeter meter, InstantSource clock) {
        this.meter = meter;
        this.safeMeter = meter == null ? null : new SafeListener(meter, LOG.getName());
        this.listener = listener == null ? null : new SafeListener(listener, LOG.getName());
        this.clock = clock;
    }

    /** Passes the gate to the meter. */
    void start(AccessGate gate) {
        if (meter != null) {
            try {
                meter.start(gate);
            } catch (RuntimeException | Error failure) {
                meterFailed(failure);
            }
        }
    }

    /** Returns whether to measure how long the next decision takes. */
    boolean isSampled() {
        return meter != null && ThreadLocalRandom.current().nextInt(SAMPLE) == 0;
    }

    /** Passes a measured time on. */
    void took(long nanos) {
        if (meter != null) {
            try {
                meter.onSampledDuration(nanos);
            } catch (RuntimeException | Error failure) {
                meterFailed(failure);
            }
        }
    }

    private void count(
            Outcome outcome, Reason reason, @Nullable Application application, @Nullable Presentation presentedAs) {
        if (meter != null) {
            try {
                meter.onDecision(outcome, reason, application == null ? null : application.name(), presentedAs);
            } catch (RuntimeException | Error failure) {
                meterFailed(failure);
            }
        }
    }

    /** Logs the class only, as a message may contain anything. */
    private static void meterFailed(Throwable failure) {
        LOG.warn("a meter failed: {}", failure.getClass().getName());
    }

    /**
     * Reports and returns a denial.
     *
     * @param outcome one of the four that end a request
     * @param why the reason, and the client if known
     * @param organization the settings in force; null if unknown
     * @param application the application that covers the URL; null if none does or none was looked up
     */
    AccessDecision.Denied deny(
            Outcome outcome,
            Verified.Wrong why,
            AccessRequest request,
            @Nullable Organization organization,
            @Nullable Application application) {
        return denied(outcome, why, request, organization, application, hint(why.reason()));
    }

    /**
     * Reports and returns a denial because a store or the keys are unavailable. Logs only the type of the exception,
     * because the message may contain a row.
     */
    AccessDecision.Denied unavailable(
            Verified.Wrong why,
            AccessRequest request,
            @Nullable Application application,
            StoreUnavailableException fault) {
        String kinds = Stream.iterate(fault.getCause(), Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .map(each -> each.getClass().getName())
                .collect(Collectors.joining(","));
        return denied(Outcome.UNAVAILABLE, why, request, null, application, " cause=" + kinds);
    }

    private AccessDecision.Denied denied(
            Outcome outcome,
            Verified.Wrong why,
            AccessRequest request,
            @Nullable Organization organization,
            @Nullable Application application,
            String hint) {
        Reason reason = why.reason();
        String reference = newReference();
        boolean told = listener != null || LOG.isInfoEnabled();
        String clientId = told && why.clientId() != null ? printable(why.clientId(), reason) : null;
        log(outcome, why, request, application, clientId, reference, hint);
        count(outcome, reason, application, why.presentedAs());
        if (listener != null) {
            tell(event(outcome, reason, reference, request, application, why.presentedAs(), clientId, why.tokenId()));
        }
        boolean explained = organization != null && organization.explainDenials();
        Denial denial = new Denial(application, reason, reference, explained, Cors.onDenial(request, application));
        return switch (outcome) {
            case FORBIDDEN -> new AccessDecision.Forbidden(denial);
            case UNAVAILABLE -> new AccessDecision.Unavailable(denial, RETRY_AFTER);
            case BAD_REQUEST -> new AccessDecision.BadRequest(denial);
            default -> new AccessDecision.Unauthenticated(denial);
        };
    }

    /** Reports an admitted request, or a preflight that was answered. */
    void admitted(AccessDecision decision, AccessRequest request) {
        if (meter != null) {
            ServiceIdentity who = decision instanceof AccessDecision.Admitted admitted ? admitted.identity() : null;
            count(
                    decision.fold(
                            admitted -> admitted.identity() == null ? Outcome.PASSED : Outcome.LET_IN,
                            preflight -> Outcome.PREFLIGHT_ANSWERED,
                            denied -> {
                                throw notAdmitted(denied);
                            }),
                    decision.reason(),
                    decision.application(),
                    who == null ? null : who.presentedAs());
        }
        if (listener == null) {
            return;
        }
        tell(decision.fold(
                letIn -> event(letIn, request),
                preflight -> event(Outcome.PREFLIGHT_ANSWERED, preflight, request),
                denied -> {
                    throw notAdmitted(denied);
                }));
    }

    private static IllegalArgumentException notAdmitted(AccessDecision.Denied denied) {
        return new IllegalArgumentException("a denial is reported by deny, not as " + denied.status());
    }

    private AccessEvent.Decision event(AccessDecision.Admitted admitted, AccessRequest request) {
        ServiceIdentity who = admitted.identity();
        return who == null
                ? event(Outcome.PASSED, admitted, request)
                : event(
                        Outcome.LET_IN,
                        admitted.reason(),
                        null,
                        request,
                        admitted.application(),
                        who.presentedAs(),
                        LogText.of(who.clientId()),
                        who.tokenId());
    }

    private AccessEvent.Decision event(Outcome outcome, AccessDecision decision, AccessRequest request) {
        return event(outcome, decision.reason(), null, request, decision.application(), null, null, null);
    }

    /** Calls the listener, and never throws: a listener cannot change a decision. */
    void tell(AccessEvent event) {
        if (listener != null) {
            listener.onEvent(event);
        }
        if (safeMeter != null && !(event instanceof AccessEvent.Decision)) {
            safeMeter.onEvent(event);
        }
    }

    private AccessEvent.Decision event(
            Outcome outcome,
            Reason reason,
            @Nullable String reference,
            AccessRequest request,
            @Nullable Application application,
            @Nullable Presentation presentedAs,
            @Nullable String clientId,
            @Nullable UUID tokenId) {
        return new AccessEvent.Decision(
                clock.instant(),
                outcome,
                reason,
                reference,
                application == null ? null : application.id(),
                application == null ? null : application.name(),
                presentedAs,
                clientId,
                tokenId,
                LogText.of(request.method()),
                LogText.of(request.host()),
                LogText.of(request.remoteAddress()));
    }

    private static void log(
            Outcome outcome,
            Verified.Wrong why,
            AccessRequest request,
            @Nullable Application application,
            @Nullable String clientId,
            String reference,
            String hint) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "{} reason={} reference={} application={} presented_as={} client_id={} method={} host={} path={} from={}{}",
                    outcome.word(),
                    why.reason().word(),
                    reference,
                    application == null ? "-" : LogText.of(application.name()),
                    why.presentedAs() == null ? "-" : why.presentedAs().word(),
                    clientId == null ? "-" : clientId,
                    LogText.of(request.method()),
                    LogText.of(request.host()),
                    pathOf(request),
                    LogText.of(request.remoteAddress()),
                    hint);
        }
    }

    /** Omits query and path parameters, because a session ID or a secret may be among them. */
    private static String pathOf(AccessRequest request) {
        String path;
        try {
            path = request.rawPath();
        } catch (RuntimeException unreadable) {
            return "unreadable";
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == ';') {
                return LogText.of(path.substring(0, i)) + ";...";
            } else if (path.charAt(i) == '?') {
                return LogText.of(path.substring(0, i));
            }
        }
        return LogText.of(path);
    }

    private static String hint(Reason reason) {
        return reason == Reason.SINGLE_HEADER_UNQUOTED
                ? " hint=\"the JSON has no quotes; the client's shell probably removed them\""
                : "";
    }

    /**
     * Returns the Client ID for the log. An unknown one may be a secret in the wrong header, so only its length is
     * shown unless it looks like a Client ID.
     */
    private static String printable(String clientId, Reason reason) {
        boolean mayBeSecret = reason == Reason.UNKNOWN_CLIENT_ID && !clientId.endsWith(".access");
        return mayBeSecret ? "unknown_with_" + clientId.length() + "_characters" : LogText.of(clientId);
    }

    /** Returns a random reference, which need not be hard to guess. */
    private static String newReference() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
