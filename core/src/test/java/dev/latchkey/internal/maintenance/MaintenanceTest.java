package dev.latchkey.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@DisplayName("Maintenance (management contract, section 1)")
final class MaintenanceTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofMinutes(66);
    private static final String RECENT = "recent.access";
    private static final SecretDigest DIGEST = SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]);

    private final InMemoryStore kept = new InMemoryStore(AccessDocument.EMPTY, this::now);
    private final WritableStore store = mock(WritableStore.class, delegatesTo(kept));
    private final ManualScheduler delays = new ManualScheduler();
    private final List<AccessEvent> events = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ApplicationStore inForce = store;
    private Instant now = START;

    /** By how much the clock was set, which is not elapsed time. */
    private Duration step = Duration.ZERO;

    private Instant now() {
        return now;
    }

    private long nanos() {
        return Duration.between(START, now).minus(step).toNanos();
    }

    private Maintenance start() {
        return start(Runnable::run, Duration.ofDays(7));
    }

    private Maintenance start(Executor background, Duration notice) {
        Administration administration = Administration.builder(store)
                .clock(this::now)
                .eventListener(events::add)
                .build();
        return new Maintenance(
                administration, inForce, this::now, events::add, notice, background, delays, this::nanos, () -> {});
    }

    private ServiceToken token(String clientId, Duration age, Duration left) {
        ServiceToken token = ServiceToken.builder(clientId)
                .digest(DIGEST)
                .createdAt(now.minus(age))
                .expiresAt(now.plus(left))
                .build();
        kept.update(document -> document.with(token));
        return token;
    }

    private void change(ServiceToken.Builder changed) {
        kept.update(document -> document.with(changed.build()));
    }

    /** Enables the clean-up, with a recent use that confirms the clock. */
    private void cleanUp(Inactivity.Action action) {
        kept.update(document -> document.with(ServiceToken.builder(RECENT)
                .digest(DIGEST)
                .createdAt(START.minusSeconds(3600))
                .expiresAt(START.plus(DAY.multipliedBy(10_000)))
                .build()));
        kept.update(document -> document.with(Organization.builder()
                .serviceTokenInactivity(new Inactivity(true, 90, action))
                .build()));
    }

    private List<String> told() {
        return events.stream()
                .map(event -> event instanceof AccessEvent.Change change
                        ? change.actor() + " " + change.action().word() + " " + change.clientId()
                        : "notice " + ((AccessEvent.ExpiryNotice) event).clientId())
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.latchkey");
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @BeforeEach
    void knowUsesForLong() throws Exception {
        doReturn(START.minus(DAY.multipliedBy(1_000))).when(store).usesRecordedSince();
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    // ---- last_seen_at ----

    @Test
    void writesUsesWithin30Seconds() throws Exception {
        UUID one = token("one", DAY, DAY.multipliedBy(99)).id();
        UUID two = token("two", DAY, DAY.multipliedBy(99)).id();
        Maintenance maintenance = start();

        maintenance.used(one, START.toEpochMilli());
        delays.pass(HALF_A_MINUTE.minusMillis(1));
        maintenance.used(two, START.plusSeconds(29).toEpochMilli());
        verify(store, never()).recordLastSeen(any());
        delays.pass(Duration.ofMillis(1));

        verify(store, times(1)).recordLastSeen(any());
        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START);
        assertThat(kept.findById(two).lastSeenAt()).isEqualTo(START.plusSeconds(29));
        assertThat(kept.findById(one).updatedAt()).isNull();

        maintenance.used(one, START.plusSeconds(31).toEpochMilli());
        delays.pass(HALF_A_MINUTE);
        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START.plusSeconds(31));
    }

    @Test
    void retriesFailingStoreAndLogsOnce() throws Exception {
        UUID one = token("one", DAY, DAY.multipliedBy(99)).id();
        Maintenance maintenance = start();
        doThrow(new IOException("row (one, secret)")).when(store).recordLastSeen(any());

        maintenance.used(one, START.toEpochMilli());
        delays.pass(HALF_A_MINUTE.multipliedBy(3));

        assertThat(warnings())
                .containsOnlyOnce("writing last_seen_at failed and will be retried: java.io.IOException")
                .noneMatch(line -> line.contains("secret"));
        verify(store, times(3)).recordLastSeen(any());

        doAnswer(delegatesTo(kept)).when(store).recordLastSeen(any());
        delays.pass(HALF_A_MINUTE);

        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("writing last_seen_at works again");
        assertThat(delays.waiting()).as("the two rounds").hasSize(2);
    }

    @Test
    void retriesRejectedTask() throws Exception {
        UUID one = token("one", DAY, DAY.multipliedBy(99)).id();
        Deque<Executor> background = new ArrayDeque<>(List.of(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    throw new OutOfMemoryError("no thread");
                }));
        Maintenance maintenance = start(
                task -> (background.isEmpty() ? (Executor) Runnable::run : background.remove()).execute(task), DAY);

        maintenance.used(one, START.toEpochMilli());
        delays.pass(HALF_A_MINUTE.multipliedBy(3));

        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START);
    }

    @Test
    void failingTimerDoesNotAffectRequests() throws Exception {
        UUID one = token("one", DAY, DAY.multipliedBy(99)).id();
        Administration administration = Administration.builder(store).build();
        Scheduler broken = (delay, then) -> {
            throw new OutOfMemoryError("no thread");
        };
        Maintenance maintenance = new Maintenance(
                administration, store, this::now, events::add, DAY, Runnable::run, broken, System::nanoTime, () -> {});

        maintenance.used(one, START.toEpochMilli());
        maintenance.close();

        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START);
    }

    @Test
    void closeWritesAndCancels() throws Exception {
        UUID one = token("one", DAY, DAY.multipliedBy(99)).id();
        Maintenance maintenance = start();
        maintenance.used(one, START.toEpochMilli());
        assertThat(delays.waiting()).hasSize(3);

        maintenance.close();

        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START);
        assertThat(delays.waiting()).isEmpty();
        maintenance.used(one, START.plusSeconds(5).toEpochMilli());
        assertThat(delays.waiting()).as("after it was closed").isEmpty();
        maintenance.close();
        assertThat(kept.findById(one).lastSeenAt()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void closeIgnoresFailingStore() throws Exception {
        Maintenance maintenance = start();
        maintenance.used(new UUID(0, 1), START.toEpochMilli());
        doThrow(new IllegalStateException("closed")).when(store).recordLastSeen(any());

        maintenance.close();

        assertThat(warnings()).hasSize(1);
    }

    @Test
    void closeWritesAfterBackgroundHasEnded() throws Exception {
        List<String> order = new ArrayList<>();
        doAnswer(call -> order.add("written")).when(store).recordLastSeen(any());
        Maintenance maintenance = new Maintenance(
                Administration.builder(store).build(),
                store,
                this::now,
                events::add,
                DAY,
                Runnable::run,
                delays,
                System::nanoTime,
                () -> order.add("ended"));
        maintenance.used(new UUID(0, 1), START.toEpochMilli());

        maintenance.close();

        assertThat(order).containsExactly("ended", "written");
    }

    @Test
    void runsAfterOneMinuteAndThenHourly() {
        start();

        assertThat(delays.waiting())
                .hasSize(2)
                .allSatisfy(delay -> assertThat(delay).isBetween(HALF_A_MINUTE, Duration.ofSeconds(90)));
        delays.pass(Duration.ofSeconds(90));
        assertThat(delays.waiting())
                .hasSize(2)
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMinutes(52), ROUND));
    }

    @Test
    void retriesFailedRoundsAndLogsOnce() throws Exception {
        cleanUp(Inactivity.Action.DISABLE);
        token("idle", DAY.multipliedBy(91), DAY.multipliedBy(99));
        token("soon", DAY, DAY);
        doThrow(new IOException("down")).when(store).serviceTokens(any());
        start();

        delays.pass(ROUND.multipliedBy(3));
        assertThat(warnings())
                .containsExactlyInAnyOrder(
                        "the inactivity clean-up failed and will be retried: java.io.IOException",
                        "giving expiry notices failed and will be retried: java.io.IOException");
        doAnswer(delegatesTo(kept)).when(store).serviceTokens(any());
        delays.pass(ROUND);

        assertThat(told()).containsExactlyInAnyOrder("inactivity disabled idle", "notice soon");
    }

    @Test
    void continuesAfterError() throws Exception {
        cleanUp(Inactivity.Action.DISABLE);
        token("idle", DAY.multipliedBy(91), DAY.multipliedBy(99));
        token("soon", DAY, DAY);
        doThrow(new OutOfMemoryError("once")).when(store).serviceTokens(any());
        start();

        delays.pass(ROUND);
        assertThat(warnings())
                .containsExactlyInAnyOrder(
                        "the inactivity clean-up failed and will be retried: java.lang.OutOfMemoryError",
                        "giving expiry notices failed and will be retried: " + "java.lang.OutOfMemoryError");
        doAnswer(delegatesTo(kept)).when(store).serviceTokens(any());
        delays.pass(ROUND);

        assertThat(told()).containsExactlyInAnyOrder("inactivity disabled idle", "notice soon");
    }

    @Test
    void closeDoesNotThrowErrors() throws Exception {
        Maintenance maintenance = start();
        maintenance.used(new UUID(0, 1), START.toEpochMilli());
        doThrow(new OutOfMemoryError("once")).when(store).recordLastSeen(any());

        maintenance.close();

        assertThat(warnings()).hasSize(1);
    }

    @Test
    void nextUseRestartsRoundsAfterTimerFailure() {
        AtomicBoolean broken = new AtomicBoolean(true);
        token("soon", DAY, DAY);
        Scheduler unsteady = (delay, then) -> {
            if (broken.get()) {
                throw new OutOfMemoryError("no thread");
            }
            return delays.after(delay, then);
        };
        Administration administration = Administration.builder(store).build();
        Maintenance maintenance = new Maintenance(
                administration,
                store,
                this::now,
                events::add,
                DAY.multipliedBy(7),
                Runnable::run,
                unsteady,
                System::nanoTime,
                () -> {});
        assertThat(delays.waiting()).isEmpty();

        broken.set(false);
        maintenance.used(new UUID(0, 1), START.toEpochMilli());
        delays.pass(ROUND.multipliedBy(2));

        assertThat(told()).containsExactly("notice soon");
    }

    // ---- inactivity ----

    @Test
    void retiresNothingUnlessEnabled() {
        ServiceToken idle = token("idle", DAY.multipliedBy(400), DAY.multipliedBy(99));
        start();

        delays.pass(ROUND.multipliedBy(2));

        assertThat(kept.findById(idle.id()).enabled()).isTrue();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Inactivity.Action.class)
    void retiresOldUnusedUnreferencedTokens(Inactivity.Action action) throws Exception {
        cleanUp(action);
        Duration old = DAY.multipliedBy(91);
        token("idle", old, DAY.multipliedBy(99));
        change(unused("used-long-ago").lastSeenAt(START.minus(old)));
        change(unused("of-unknown-age").createdAt(null).lastSeenAt(START.minus(old)));
        token("young", DAY.multipliedBy(89), DAY.multipliedBy(99));
        change(unused("used").lastSeenAt(START.minus(DAY)));
        change(unused("never-used-of-unknown-age").createdAt(null));
        ServiceToken named = token("named", old, DAY.multipliedBy(99));
        kept.update(document -> document.with(naming(named)));
        start();

        delays.pass(ROUND.multipliedBy(2));

        String done = action == Inactivity.Action.DISABLE ? "disabled" : "deleted";
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "inactivity " + done + " idle",
                        "inactivity " + done + " used-long-ago",
                        "inactivity " + done + " of-unknown-age");
        ServiceToken idle = kept.findByClientId("idle");
        assertThat(idle == null || !idle.enabled()).isTrue();
        assertThat(kept.document().serviceTokens().stream()
                        .filter(ServiceToken::enabled)
                        .map(ServiceToken::clientId))
                .containsExactlyInAnyOrder(RECENT, "young", "used", "never-used-of-unknown-age", "named");
    }

    @Test
    void waitsUntilUsesAreRecordedForThreshold() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        ServiceToken idle = token("idle", DAY.multipliedBy(400), DAY.multipliedBy(99));
        doReturn(START.minus(DAY.multipliedBy(90))).when(store).usesRecordedSince();
        start();

        delays.pass(ROUND);
        assertThat(kept.findById(idle.id())).isNotNull();
        now = START.plusMillis(1);
        delays.pass(ROUND);

        assertThat(kept.findById(idle.id())).isNull();
    }

    @Test
    void retiresNothingIfStartOfRecordingIsUnknown() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        ServiceToken idle = token("idle", DAY.multipliedBy(400), DAY.multipliedBy(99));
        doThrow(new IOException("down")).when(store).usesRecordedSince();
        start();

        delays.pass(ROUND);

        assertThat(kept.findById(idle.id())).isNotNull();
        assertThat(warnings())
                .containsExactly("the inactivity clean-up failed and will be retried: java.io.IOException");
    }

    private static ServiceToken.Builder unused(String clientId) {
        return ServiceToken.builder(clientId).digest(DIGEST).createdAt(START.minus(Duration.ofDays(365)));
    }

    private static Application naming(ServiceToken token) {
        return Application.named("jobs")
                .domain("*")
                .policy(Policy.builder("the job", Policy.Decision.NON_IDENTITY)
                        .include(new Rule.OneServiceToken(token.id()))
                        .build())
                .build();
    }

    @ParameterizedTest
    @EnumSource(Inactivity.Action.class)
    void keepsReenabledToken(Inactivity.Action action) throws Exception {
        cleanUp(Inactivity.Action.DISABLE);
        UUID one = token("one", DAY.multipliedBy(400), DAY.multipliedBy(999)).id();
        start(Runnable::run, Duration.ZERO);
        delays.pass(ROUND);
        Administration.builder(kept)
                .clock(this::now)
                .build()
                .serviceTokens()
                .update(one, ServiceTokenUpdate.builder().enabled(true).build(), token -> true);
        cleanUp(action);

        delays.pass(ROUND.multipliedBy(3));
        now = START.plus(DAY.multipliedBy(90));
        delays.pass(ROUND);
        assertThat(kept.findById(one).enabled()).isTrue();
        now = now.plusSeconds(1);
        delays.pass(ROUND);

        ServiceToken left = kept.findById(one);
        assertThat(left == null || !left.enabled())
                .as("unused for another 90 days")
                .isTrue();
    }

    @Test
    void keepsRecentlyUsedToken() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        UUID one = token("one", DAY.multipliedBy(400), DAY.multipliedBy(99)).id();
        Maintenance maintenance = start();
        delays.pass(HALF_A_MINUTE.minusMillis(1));

        maintenance.used(one, START.toEpochMilli());
        delays.pass(ROUND.multipliedBy(2));

        assertThat(kept.findById(one)).isNotNull();
        assertThat(events).isEmpty();
    }

    @Test
    void retiresNothingIfUsesCannotBeWritten() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        UUID one = token("one", DAY.multipliedBy(400), DAY.multipliedBy(99)).id();
        Maintenance maintenance = start();
        doThrow(new IOException("down")).when(store).recordLastSeen(any());

        maintenance.used(one, START.toEpochMilli());
        delays.pass(ROUND.multipliedBy(2));

        assertThat(kept.findById(one)).isNotNull();
    }

    @Test
    void keepsTokenUsedDuringCleanUp() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        UUID one = token("one", DAY.multipliedBy(400), DAY.multipliedBy(99)).id();
        Maintenance maintenance = start(Runnable::run, Duration.ZERO);
        // Recorded at the last moment: after the list was read, before the change is applied.
        doAnswer(call -> {
                    maintenance.used(one, START.toEpochMilli());
                    return kept.change((WritableStore.Change<?>) call.getArgument(0));
                })
                .when(store)
                .change(any());

        delays.pass(Duration.ofSeconds(90));

        verify(store, times(1)).change(any());
        assertThat(kept.findById(one)).isNotNull();
        assertThat(events).isEmpty();
    }

    @Test
    void keepsTokensOfApplicationsInCode() {
        cleanUp(Inactivity.Action.DELETE);
        ServiceToken named = token("named", DAY.multipliedBy(400), DAY.multipliedBy(99));
        inForce = () -> new AccessConfiguration(kept.configuration().organization(), List.of(naming(named)));
        start();

        delays.pass(ROUND);

        assertThat(kept.findById(named.id())).isNotNull();
    }

    @Test
    void checksAgainInsideChange() throws Exception {
        cleanUp(Inactivity.Action.DISABLE);
        ServiceToken listed = token("one", DAY.multipliedBy(400), DAY.multipliedBy(99));
        change(listed.toBuilder().createdAt(START));
        doReturn(new ServiceTokenQuery.Page(List.of(listed), 1)).when(store).serviceTokens(any());
        start(Runnable::run, Duration.ZERO);

        delays.pass(ROUND);

        assertThat(kept.findById(listed.id()).enabled()).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void retiresManyInFewChanges() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        add(1_001, i -> unused("idle-" + i));
        start(Runnable::run, Duration.ZERO);

        delays.pass(ROUND);

        verify(store, times(3)).change(any());
        assertThat(kept.document().serviceTokens())
                .extracting(ServiceToken::clientId)
                .containsExactly(RECENT);
        assertThat(events).hasSize(1_001);
    }

    @ParameterizedTest
    @EnumSource(Inactivity.Action.class)
    void readsTokensInPages(Inactivity.Action action) throws Exception {
        cleanUp(action);
        // Both pages have tokens to retire and tokens to keep.
        ServiceToken named = unused("idle-0").build();
        add(10_400, i -> i == 0 ? named.toBuilder() : unused("idle-" + i).enabled(i % 40 == 0));
        kept.update(document -> document.with(naming(named)));
        start(Runnable::run, Duration.ZERO);

        delays.pass(Duration.ofSeconds(90));

        verify(store, times(2)).serviceTokens(argThat(query -> query.limit() == 10_000));
        boolean deletes = action == Inactivity.Action.DELETE;
        assertThat(events).hasSize(deletes ? 10_399 : 259);
        assertThat(kept.document().serviceTokens().stream()
                        .filter(ServiceToken::enabled)
                        .map(ServiceToken::clientId))
                .containsExactly(RECENT, "idle-0");
    }

    private void add(int count, IntFunction<ServiceToken.Builder> tokens) {
        kept.update(document -> new AccessDocument(
                document.configuration(),
                Stream.concat(
                                document.serviceTokens().stream(),
                                IntStream.range(0, count)
                                        .mapToObj(i -> tokens.apply(i).build()))
                        .toList()));
    }

    // ---- expiry ----

    @Test
    void noticesEarliestExpiryFirst() throws Exception {
        add(
                1_001,
                i -> ServiceToken.builder("soon-" + i)
                        .digest(DIGEST)
                        .expiresAt(START.plus(DAY.multipliedBy(2)).minusSeconds(i)));
        start();

        delays.pass(Duration.ofSeconds(90));
        verify(store, times(1_000)).claimExpiryNotice(any(), any());
        assertThat(told()).hasSize(1_000).startsWith("notice soon-1000").doesNotContain("notice soon-0");
        delays.pass(ROUND);

        assertThat(told()).hasSize(1_001).endsWith("notice soon-0");
        verify(store, times(1_001)).claimExpiryNotice(any(), any());
    }

    @Test
    void doesNotReadExpiredTokens() throws Exception {
        start();

        delays.pass(Duration.ofSeconds(90));

        verify(store).serviceTokens(argThat(query -> START.equals(query.expiresAfter())));
    }

    @Test
    void givesOneNoticePerExpiry() throws Exception {
        ServiceToken soon = token("soon", DAY, Duration.ofDays(7).plusMinutes(90));
        start();
        delays.pass(ROUND);
        assertThat(events).as("not seven days before yet").isEmpty();

        now = START.plus(Duration.ofHours(2));
        delays.pass(ROUND.multipliedBy(3));
        assertThat(events)
                .containsExactly(new AccessEvent.ExpiryNotice(now, soon.id(), "soon", "soon", soon.expiresAt()));
        verify(store, times(1)).claimExpiryNotice(any(), any());

        change(kept.findById(soon.id()).toBuilder().expiresAt(now.plus(DAY.multipliedBy(6))));
        delays.pass(ROUND);
        assertThat(events).as("after a refresh there is a new end").hasSize(2);
    }

    @Test
    void onlyOneGateGivesNotice() {
        token("soon", DAY, DAY);
        start();
        start();

        delays.pass(ROUND);
        start();
        delays.pass(ROUND);

        assertThat(told()).containsExactly("notice soon");
    }

    @Test
    void skipsDisabledExpiredAndLaterTokens() {
        change(token("off", DAY, DAY).toBuilder().enabled(false));
        token("ended", DAY, Duration.ZERO);
        token("ended-long-ago", DAY.multipliedBy(9), DAY.negated());
        token("later", DAY, DAY.multipliedBy(8));
        change(ServiceToken.builder("for-ever").digest(DIGEST));
        start();

        delays.pass(ROUND);

        assertThat(events).isEmpty();
    }

    @Test
    void noticePeriodIsConfigurable() {
        token("soon", DAY, DAY.multipliedBy(20));
        start(Runnable::run, Duration.ZERO);
        delays.pass(ROUND.multipliedBy(2));
        assertThat(events).isEmpty();

        start(Runnable::run, DAY.multipliedBy(30));
        delays.pass(ROUND);
        assertThat(told()).containsExactly("notice soon");
    }

    @Test
    void retriesFailedClaim() throws Exception {
        token("soon", DAY, DAY);
        doThrow(new IOException("down")).when(store).claimExpiryNotice(any(), any());
        start();
        delays.pass(ROUND);
        assertThat(events).isEmpty();

        doAnswer(delegatesTo(kept)).when(store).claimExpiryNotice(any(), any());
        delays.pass(ROUND);
        assertThat(told()).containsExactly("notice soon");
    }

    private void setClock(Duration by) {
        now = now.plus(by);
        step = step.plus(by);
    }

    @Test
    void retiresNothingWhileTheClockIsAhead() {
        cleanUp(Inactivity.Action.DELETE);
        token("week.access", DAY.multipliedBy(7), DAY.multipliedBy(9_999));
        start();

        setClock(DAY.multipliedBy(400));
        delays.pass(ROUND.multipliedBy(3));
        setClock(DAY.multipliedBy(-400));
        delays.pass(ROUND.multipliedBy(3));

        assertThat(told()).isEmpty();
        assertThat(warnings()).hasSize(2).allMatch(line -> line.startsWith("the clock moved by"));
    }

    /** A node that starts with a wrong clock, which nothing in the store confirms. */
    @Test
    void retiresNothingAfterStartWithoutRecentUse() {
        cleanUp(Inactivity.Action.DELETE);
        token("week.access", DAY.multipliedBy(7), DAY.multipliedBy(9_999));
        setClock(DAY.multipliedBy(400));
        Maintenance maintenance = start();
        maintenance.used(kept.findByClientId(RECENT).id(), now.toEpochMilli());
        delays.pass(ROUND.multipliedBy(3));

        assertThat(told()).isEmpty();
    }

    /** Otherwise the gate's own uses would replace those that confirm the clock. */
    @Test
    void comparesTheClockBeforeItWritesUses() {
        cleanUp(Inactivity.Action.DELETE);
        token("old.access", DAY.multipliedBy(100), DAY.multipliedBy(9_999));
        Maintenance maintenance = start();

        maintenance.used(kept.findByClientId(RECENT).id(), START.plusSeconds(1).toEpochMilli());
        delays.pass(ROUND);

        assertThat(told()).containsExactly("inactivity deleted old.access");
    }

    @Test
    void writesUsesBeforeItLooksForUnusedTokens() throws Exception {
        cleanUp(Inactivity.Action.DELETE);
        UUID recent = kept.findByClientId(RECENT).id();
        Maintenance maintenance = start(Runnable::run, Duration.ZERO);
        delays.pass(delays.waiting().get(0).minusMillis(1));

        maintenance.used(recent, START.plusSeconds(1).toEpochMilli());
        delays.pass(Duration.ofMillis(1));

        verify(store, times(1)).recordLastSeen(any());
        assertThat(kept.findById(recent).lastSeenAt()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void retiresAfterADayOfASteadyClock() {
        cleanUp(Inactivity.Action.DELETE);
        token("old.access", DAY.multipliedBy(100), DAY.multipliedBy(9_999));
        setClock(DAY.multipliedBy(2));
        start();
        delays.pass(ROUND.multipliedBy(3));
        assertThat(told()).isEmpty();

        now = now.plus(DAY);
        delays.pass(ROUND.multipliedBy(3));

        assertThat(told()).containsExactly("inactivity deleted old.access");
    }
}
