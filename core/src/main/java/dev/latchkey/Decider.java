package dev.latchkey;

import static dev.latchkey.internal.store.StoreCalls.read;

import dev.latchkey.AccessDecision.Denied;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.AccessGate.PresentedSession;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.Presented;
import dev.latchkey.internal.maintenance.Maintenance;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.StoreUnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Decides about requests, for an {@link AccessGate}. Thread-safe. */
final class Decider {

    private static final HiddenHeaders HIDDEN_EVERYWHERE = new HiddenHeaders(false, null);
    private static final Set<UrlAmbiguity> ANY_FORM = Collections.unmodifiableSet(EnumSet.allOf(UrlAmbiguity.class));
    private static final Verified.Wrong NO_APPLICATION = new Verified.Wrong(Reason.NO_APPLICATION);
    private static final Verified.Wrong AMBIGUOUS_URL = new Verified.Wrong(Reason.AMBIGUOUS_URL);
    private static final Verified.Wrong STORE_UNAVAILABLE = new Verified.Wrong(Reason.STORE_UNAVAILABLE);

    private final ApplicationStore applications;
    private final CredentialVerifier verifier;
    private final Sessions sessions;
    private final DecisionReporter reporter;
    private final @Nullable Maintenance maintenance;
    private final InstantSource clock;
    private final ReentrantLock preparing = new ReentrantLock();
    private volatile PreparedConfiguration prepared = new PreparedConfiguration(AccessConfiguration.EMPTY);

    Decider(
            ApplicationStore applications,
            CredentialVerifier verifier,
            Sessions sessions,
            DecisionReporter reporter,
            @Nullable Maintenance maintenance,
            InstantSource clock) {
        this.applications = applications;
        this.verifier = verifier;
        this.sessions = sessions;
        this.reporter = reporter;
        this.maintenance = maintenance;
        this.clock = clock;
    }

    /** See {@link AccessGate#decide}. */
    AccessDecision decide(AccessRequest sent) {
        if (!reporter.isSampled()) {
            return decideNow(sent);
        }
        long started = System.nanoTime();
        AccessDecision decision = decideNow(sent);
        reporter.took(System.nanoTime() - started);
        return decision;
    }

    private AccessDecision decideNow(AccessRequest sent) {
        try {
            PreparedConfiguration configuration = prepared();
            AccessRequest request = configuration.fromClient(sent);
            Target target = Target.of(
                    request, configuration, configuration.organization().allowedUrlAmbiguities());
            return target.ambiguous()
                    ? deny(Outcome.BAD_REQUEST, AMBIGUOUS_URL, request, configuration.organization(), null)
                    : decide(request, configuration, target.application());
        } catch (StoreUnavailableException e) {
            return unavailable(e, sent);
        }
    }

    /** See {@link AccessGate#enforce} and, for an error page, {@link AccessGate#enforceOnErrorPage}. */
    AccessDecision enforce(AccessDecision.Admitted verdict, AccessRequest sent, boolean errorPage) {
        try {
            PreparedConfiguration configuration = prepared();
            AccessRequest request = configuration.fromClient(sent);
            // The app made this URL, so its form is no fault of the client's; but all readings must lead to one place.
            Target target = Target.of(request, configuration, ANY_FORM);
            if (target.ambiguous()) {
                return deny(Outcome.BAD_REQUEST, AMBIGUOUS_URL, request, configuration.organization(), null);
            }
            ProtectedApplication at = target.application();
            if ((at == null && errorPage)
                    || Objects.equals(verdict.application(), at == null ? null : at.application())) {
                return verdict;
            }
            ServiceIdentity identity = verdict.identity();
            AccessDecision decision = at != null && identity != null
                    ? judge(identity.verified(), request, at, clock.millis())
                    : decide(request, configuration, at);
            return decision.fold(
                    admitted -> admitted.alsoHiding(verdict.hiddenHeaders()), preflight -> preflight, denied -> denied);
        } catch (StoreUnavailableException e) {
            return unavailable(e, sent);
        }
    }

    /** See {@link AccessGate#refuseHandshake}. */
    AccessDecision.Denied refuseHandshake(AccessDecision.Admitted admitted, AccessRequest sent) {
        PreparedConfiguration configuration = prepared;
        ServiceIdentity identity = admitted.identity();
        return reporter.deny(
                Outcome.FORBIDDEN,
                new Verified.Wrong(Reason.UNSAFE_HANDSHAKE, null, null, identity == null ? null : identity.tokenId()),
                configuration.fromClient(sent),
                configuration.organization(),
                admitted.application());
    }

    /** See {@link AccessGate#protectsHost}. */
    boolean protectsHost(AccessRequest request) {
        try {
            return prepared()
                    .index()
                    .at(ApplicationPattern.normalizeHost(request.host()))
                    .coversHost();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** See {@link AccessGate#certificates}. */
    Answer<String> certificates(AccessRequest request) {
        try {
            return new Answer.Good<>(read(sessions::certificates));
        } catch (StoreUnavailableException e) {
            return new Answer.Refused<>(unavailable(e, request));
        }
    }

    /** See {@link AccessGate#configuration}. */
    AccessConfiguration configuration() {
        return read(() -> Objects.requireNonNull(applications.configuration(), "the store gave no configuration"));
    }

    private AccessDecision decide(
            AccessRequest request, PreparedConfiguration configuration, @Nullable ProtectedApplication at) {
        if (at == null) {
            return configuration.organization().denyUnmatchedRequests()
                    ? deny(Outcome.FORBIDDEN, NO_APPLICATION, request, configuration.organization(), null)
                    : admit(new AccessDecision.Passed(null, Reason.NO_APPLICATION, HIDDEN_EVERYWHERE), request);
        }
        AccessDecision preflight = Cors.decide(request, at);
        if (preflight != null) {
            return admit(preflight, request);
        }
        if (at.bypassesWhateverIsPresented(request)) {
            return pass(request, at);
        }
        Presented presented = at.reader().read(request.headers());
        long nowMillis = clock.millis();
        try {
            Verified verified = read(() -> verifier.verify(presented, at, nowMillis));
            return verified.fold(good -> judge(good, request, at, nowMillis), wrong -> refuse(wrong, request, at));
        } catch (StoreUnavailableException e) {
            return unavailable(e, request, at);
        }
    }

    /** Decides about a valid service token by the policies. */
    private AccessDecision judge(Verified.Good good, AccessRequest request, ProtectedApplication at, long nowMillis) {
        Policy policy = at.firstMatch(good.token(), request);
        if (policy != null && policy.decision() == Policy.Decision.NON_IDENTITY) {
            return letIn(good, policy, request, at, nowMillis);
        } else if (policy != null && policy.decision() == Policy.Decision.BYPASS) {
            return pass(request, at);
        }
        return deny(Outcome.FORBIDDEN, notAdmitted(good, policy), request, at.organization(), at);
    }

    private static Verified.Wrong notAdmitted(Verified.Good good, @Nullable Policy policy) {
        return new Verified.Wrong(
                policy == null ? Reason.NO_POLICY : Reason.DENY_POLICY,
                good.presentedAs(),
                good.token().clientId(),
                good.token().id());
    }

    private AccessDecision letIn(
            Verified.Good good, Policy policy, AccessRequest request, ProtectedApplication at, long nowMillis) {
        AccessDecision letIn;
        try {
            letIn = read(() -> sessions.letIn(good, policy, request, at, nowMillis));
        } catch (StoreUnavailableException e) {
            return unavailable(e, request, at);
        }
        if (maintenance != null) {
            maintenance.used(good.token().id(), nowMillis);
        }
        return admit(letIn, request);
    }

    /** Decides about a request without valid credentials, which only a policy without credentials can admit. */
    private AccessDecision refuse(Verified.Wrong wrong, AccessRequest request, ProtectedApplication at) {
        Policy policy = at.firstMatch(null, request);
        if (policy != null && policy.decision() == Policy.Decision.BYPASS) {
            return pass(request, at);
        }
        boolean forbidden = wrong.reason() == Reason.NOTHING_PRESENTED
                && policy != null
                && policy.decision() == Policy.Decision.DENY;
        return forbidden
                ? deny(Outcome.FORBIDDEN, new Verified.Wrong(Reason.DENY_POLICY), request, at.organization(), at)
                : deny(Outcome.UNAUTHENTICATED, wrong, request, at.organization(), at);
    }

    /** See {@link AccessGate#session} and, to end it, {@link AccessGate#endSession}. */
    Answer<PresentedSession> session(AccessRequest sent, boolean end) {
        try {
            PreparedConfiguration configuration = prepared();
            AccessRequest request = configuration.fromClient(sent);
            String host = ApplicationPattern.normalizeHost(request.host());
            Verified.Wrong wrong = new Verified.Wrong(Reason.NOTHING_PRESENTED);
            for (ProtectedApplication at : configuration.applications()) {
                if (!at.coversHost(host)) {
                    continue;
                }
                Presented presented = at.reader().read(request.headers());
                Verified verified = read(() -> verifier.verifySession(presented, at, clock.millis()));
                if (verified instanceof Verified.GoodSession good) {
                    return answer(good, request, configuration, at, end);
                }
                wrong = verified.fold(
                        noSession -> new Verified.Wrong(Reason.NOTHING_PRESENTED), presentedWrong -> presentedWrong);
                if (wrong.reason() != Reason.TOKEN_AUDIENCE) {
                    break;
                }
            }
            return new Answer.Refused<>(
                    deny(Outcome.UNAUTHENTICATED, wrong, request, configuration.organization(), null));
        } catch (StoreUnavailableException e) {
            return new Answer.Refused<>(unavailable(e, sent));
        }
    }

    private Answer<PresentedSession> answer(
            Verified.GoodSession good,
            AccessRequest request,
            PreparedConfiguration configuration,
            ProtectedApplication at,
            boolean end) {
        Policy policy = at.firstMatch(good.token(), request);
        boolean refused = policy == null || policy.decision() == Policy.Decision.DENY;
        // Logout is allowed even after access has been withdrawn.
        if (refused && !end) {
            return new Answer.Refused<>(deny(
                    Outcome.UNAUTHENTICATED, notAdmitted(good, policy), request, configuration.organization(), at));
        }
        if (end) {
            read(() -> {
                sessions.end(good.session());
                return good;
            });
            reporter.tell(new AccessEvent.SessionRevoked(
                    clock.instant(), good.token().clientId(), at.application().aud()));
        }
        return new Answer.Good<>(new PresentedSession(
                new ServiceIdentity(good.token(), at.application(), good.presentedAs(), good.secret()),
                Instant.ofEpochMilli(good.session().issuedAtMillis()),
                Instant.ofEpochMilli(good.session().expiresAtMillis()),
                request.remoteAddress(),
                at.cookie().clear(request.secure())));
    }

    private AccessDecision pass(AccessRequest request, ProtectedApplication at) {
        HiddenHeaders hidden = at.hiddenHeaders(request.headers());
        return admit(
                new AccessDecision.Passed(at.application(), Reason.BYPASS_POLICY, hidden, at.cachingOfBypass()),
                request);
    }

    private AccessDecision admit(AccessDecision decision, AccessRequest request) {
        reporter.admitted(decision, request);
        return decision;
    }

    private Denied deny(
            Outcome outcome,
            Verified.Wrong why,
            AccessRequest request,
            Organization organization,
            @Nullable ProtectedApplication at) {
        return reporter.deny(outcome, why, request, organization, at == null ? null : at.application());
    }

    private Denied unavailable(StoreUnavailableException e, AccessRequest sent) {
        return reporter.unavailable(STORE_UNAVAILABLE, prepared.fromClient(sent), null, e);
    }

    private Denied unavailable(StoreUnavailableException e, AccessRequest request, ProtectedApplication at) {
        return reporter.unavailable(STORE_UNAVAILABLE, request, at.application(), e);
    }

    /** Returns the configuration in force, made ready. One thread makes it ready; others that need it wait. */
    private PreparedConfiguration prepared() {
        AccessConfiguration current = configuration();
        PreparedConfiguration ready = prepared;
        if (ready.isOf(current)) {
            return ready;
        }
        preparing.lock();
        try {
            ready = prepared;
            if (!ready.isOf(current)) {
                ready = new PreparedConfiguration(current);
                prepared = ready;
            }
            return ready;
        } finally {
            preparing.unlock();
        }
    }
}
