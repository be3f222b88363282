package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessGate.Answer;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 3: a store that is broken is 503, never 401, and lets nobody in")
class GateFaultsTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private String jwt;

    @BeforeEach
    void openASession() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        jwt = fixture.letIn(fixture.pair()).applicationToken();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new IOException("connection refused")),
                arguments(new TimeoutException("too slow")),
                arguments(new IllegalStateException("closed")),
                arguments(new NullPointerException()),
                arguments(new IOException("two\nlines")));
    }

    private void assertUnavailable(AccessRequest request) {
        AccessDecision.Denied denied = fixture.assertRefused(request, 503, Reason.STORE_UNAVAILABLE);

        assertThat(denied)
                .isInstanceOfSatisfying(
                        AccessDecision.Unavailable.class,
                        unavailable -> assertThat(unavailable.retryAfter())
                                .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(5)));
        assertThat(fixture.lines()).allMatch(line -> line.indexOf('\n') < 0);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theCredentialStoreFails(Exception failure) throws Exception {
        CredentialStore broken = mock(CredentialStore.class);
        when(broken.findByClientId(anyString())).thenThrow(failure);
        fixture.use(fixture.builder().credentialStore(broken));

        assertUnavailable(fixture.pair());
        assertUnavailable(cookie(jwt));
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void theCredentialStoreCannotEvenBeLoaded() throws Exception {
        for (Error error : List.of(
                new NoClassDefFoundError("driver with password=hunter2"),
                new ExceptionInInitializerError("hunter2"),
                new StackOverflowError(),
                new AssertionError("hunter2"))) {
            CredentialStore broken = mock(CredentialStore.class);
            when(broken.findByClientId(anyString())).thenThrow(error);
            fixture.use(fixture.builder().credentialStore(broken));

            assertUnavailable(fixture.pair());
        }
        assertThat(fixture.lines())
                .noneMatch(line -> line.contains("hunter2"))
                .anyMatch(line -> line.endsWith(" cause=java.lang.NoClassDefFoundError"));
    }

    @Test
    void laterBypassDoesNotRescueBrokenStore() throws Exception {
        CredentialStore broken = mock(CredentialStore.class);
        when(broken.findByClientId(anyString())).thenThrow(new IOException());
        fixture.use(fixture.builder().credentialStore(broken));
        fixture.protect(jobs().policy(ANY_TOKEN).policy(policy(Policy.Decision.BYPASS, 2, new Rule.Everyone())));

        assertUnavailable(fixture.pair());
    }

    @Test
    void theCredentialStoreIsSlowUntilItIsInterrupted() throws Exception {
        CredentialStore interrupted = mock(CredentialStore.class);
        when(interrupted.findByClientId(anyString())).thenThrow(new InterruptedException());
        fixture.use(fixture.builder().credentialStore(interrupted));

        assertUnavailable(fixture.pair());
        assertThat(Thread.interrupted()).as("whoever interrupts is heard").isTrue();
    }

    @Test
    void rejectsTokenOfAnotherClientFromStore() {
        ServiceToken others = ServiceToken.of(
                "other.access", SecretHasher.sha256().digest(fixture.token().secret()));
        fixture.use(fixture.builder().credentialStore(clientId -> others));

        assertUnavailable(fixture.pair());
        assertUnavailable(cookie(jwt));
    }

    @Test
    void rejectsTokenOfStoreThatIgnoresLetterCase() {
        fixture.use(
                fixture.builder().credentialStore(clientId -> fixture.token().token()));

        assertUnavailable(request()
                .header("CF-Access-Client-Id", fixture.token().clientId().replace("access", "ACCESS"))
                .header("CF-Access-Client-Secret", fixture.token().secret().reveal()));
    }

    @Test
    void aDigestNeedsThePepperThatIsNotThere() {
        fixture.change(token -> token.digest(
                SecretHasher.peppered(new byte[16]).digest(fixture.token().secret())));

        assertUnavailable(fixture.pair());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theApplicationStoreFails(Exception failure) throws Exception {
        ApplicationStore broken = mock(ApplicationStore.class);
        when(broken.configuration()).thenThrow(failure);
        fixture.use(fixture.builder().applicationStore(broken));

        assertUnavailable(fixture.pair());
        assertUnavailable(request());
        assertThat(fixture.lastDecision().applicationId()).isNull();
        assertThat(fixture.gate().protectsHost(request())).isFalse();
        assertThat(fixture.gate().session(cookie(jwt))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void theApplicationStoreAnswersNull() {
        fixture.use(fixture.builder().applicationStore(() -> null));

        assertUnavailable(fixture.pair());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theKeyStoreFails(Exception failure) throws Exception {
        SigningKeyStore broken = mock(SigningKeyStore.class);
        when(broken.signingKeys()).thenThrow(failure);
        fixture.use(fixture.builder().signingKeyStore(broken));

        assertUnavailable(fixture.pair());
        assertUnavailable(cookie(jwt));
        fixture.assertRefused(fixture.pair().header("CF_Access_Client_Id", "a"), 401, Reason.HEADER_TWIN);
        assertThat(fixture.gate().certificates(PlainRequest.get("https://a.example.com/")))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.denied().status()).isEqualTo(503));
    }

    @Test
    void theKeyStoreKeepsNoKey() throws Exception {
        SigningKeyStore forgetful = mock(SigningKeyStore.class);
        when(forgetful.signingKeys()).thenReturn(List.of());
        when(forgetful.replaceSigningKeys(any(), any())).thenThrow(new IOException("read-only"));
        fixture.use(fixture.builder().signingKeyStore(forgetful));

        assertUnavailable(fixture.pair());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theRevocationStoreFails(Exception failure) throws Exception {
        RevocationStore broken = mock(RevocationStore.class);
        when(broken.isRevoked(any())).thenThrow(failure);
        fixture.use(fixture.builder().revocationStore(broken));

        assertUnavailable(cookie(jwt));
        assertUnavailable(fixture.pair());
        assertThat(fixture.gate().endSession(cookie(jwt))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aStoreThatRecoversIsBackAtTheNextRequest() throws Exception {
        CredentialStore flaky = mock(CredentialStore.class);
        when(flaky.findByClientId(anyString()))
                .thenThrow(new IOException("connection refused"))
                .thenReturn(fixture.token().token());
        fixture.use(fixture.builder().credentialStore(flaky));

        assertUnavailable(fixture.pair());
        fixture.letIn(fixture.pair());
    }

    @Test
    void bypassNeedsNeitherStoreNorKeys() throws Exception {
        fixture.protect(jobs().policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));
        CredentialStore broken = mock(CredentialStore.class);
        SigningKeyStore alsoBroken = mock(SigningKeyStore.class);
        when(broken.findByClientId(anyString())).thenThrow(new IOException());
        when(alsoBroken.signingKeys()).thenThrow(new IOException());
        fixture.use(fixture.builder().credentialStore(broken).signingKeyStore(alsoBroken));

        assertThat(fixture.decide(fixture.pair())).isInstanceOf(AccessDecision.Passed.class);
    }

    static Stream<Throwable> failuresOfListeners() {
        return Stream.of(
                new IllegalStateException("the listener is full"),
                new IOException("the listener is full"),
                new NoClassDefFoundError("the listener is full"),
                new AssertionError("the listener is full"),
                new OutOfMemoryError("the listener is full"),
                new Error("the listener is full"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @ParameterizedTest
    @MethodSource("failuresOfListeners")
    void aListenerThatThrowsChangesNoDecision(Throwable failure) {
        fixture.use(fixture.builder().eventListener(event -> GateFaultsTest.<RuntimeException>sneak(failure)));

        assertThat(fixture.decide(fixture.pair())).isInstanceOf(AccessDecision.LetIn.class);
        assertThat(fixture.decide(request())).isInstanceOf(AccessDecision.Unauthenticated.class);
        assertThat(fixture.lines())
                .filteredOn(line -> line.startsWith("the event listener dev.latchkey.GateFaultsTest")
                        && line.endsWith(" failed with " + failure.getClass().getName()))
                .hasSize(2);
        assertThat(fixture.lines()).noneMatch(line -> line.contains("the listener is full"));
    }
}
