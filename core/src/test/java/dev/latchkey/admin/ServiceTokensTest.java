package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.FOREIGN;
import static dev.latchkey.admin.LifecycleFixture.START;
import static dev.latchkey.admin.LifecycleFixture.done;
import static dev.latchkey.admin.LifecycleFixture.faultsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.latchkey.configuration.Fault;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.internal.credential.SecretVerifier.Status;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretFormat;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoreUnavailableException;
import dev.latchkey.store.WritableStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The life of a service token (management contract, section 1)")
final class ServiceTokensTest {

    private static final UUID UNKNOWN = UUID.fromString("00000000-0000-4000-8000-000000000000");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final SecretDigest FOREIGN_DIGEST = SecretHasher.sha256().digest(FOREIGN);

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    private static boolean always(ServiceToken token) {
        return true;
    }

    private static boolean never(ServiceToken token) {
        return false;
    }

    private Status status(IssuedServiceToken issued) {
        return fixture.status(issued.clientId(), issued.secret());
    }

    private IssuedServiceToken rotate(IssuedServiceToken issued, @Nullable Instant previousExpiresAt) throws Exception {
        return fixture.noted(
                done(fixture.tokens().rotate(issued.token().id(), previousExpiresAt, ServiceTokensTest::always)));
    }

    private ServiceTokens.Updated update(IssuedServiceToken issued, ServiceTokenUpdate update) throws Exception {
        ServiceTokens.Updated updated =
                done(fixture.tokens().update(issued.token().id(), update, ServiceTokensTest::always));
        if (updated.secret() != null) {
            fixture.forbid(updated.secret());
        }
        return updated;
    }

    // ---- create ----

    @Test
    void createGivesAnIdASecretAndAYear() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");

        ServiceToken token = fixture.stored(issued.token().id());
        assertThat(token.id().version()).isEqualTo(4);
        assertThat(token.clientId()).matches("[0-9a-f]{32}\\.access").isEqualTo(issued.clientId());
        assertThat(new SecretFormat(SecretFormat.DEFAULT_PREFIX)
                        .matches(issued.secret().reveal()))
                .isTrue();
        assertThat(token.name()).isEqualTo("ci");
        assertThat(token.enabled()).isTrue();
        assertThat(token.duration()).isEqualTo(YEAR);
        assertThat(token.expiresAt()).isEqualTo(START.plus(YEAR));
        assertThat(token.createdAt()).isEqualTo(START).isEqualTo(token.updatedAt());
        assertThat(token.lastSeenAt()).isNull();
        assertThat(token.clientSecretVersion()).isEqualTo(1);
        assertThat(token.previousExpiresAt()).isNull();
        assertThat(status(issued)).isEqualTo(Status.GOOD);
        assertThat(fixture.events)
                .containsExactly(new AccessEvent.Change(
                        START, "ops", Subject.SERVICE_TOKEN, Action.CREATED, token.id(), "ci", token.clientId()));
    }

    @Test
    void aNameMayBeHadTwice() throws Exception {
        assertThat(fixture.issue("ci").clientId())
                .isNotEqualTo(fixture.issue("ci").clientId());
    }

    @Test
    void forEverEndsOnAFarDate() throws Exception {
        IssuedServiceToken issued = fixture.noted(fixture.tokens().create("ci", null));

        assertThat(issued.token().expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(issued.token().duration()).isNull();
    }

    @Test
    void aMomentIsCutToMilliseconds() throws Exception {
        fixture.advance(Duration.ofNanos(1_234_567));

        ServiceToken token = fixture.noted(fixture.tokens().create("ci", Duration.ofNanos(1_999_999_999)))
                .token();

        assertThat(token.duration()).isEqualTo(Duration.ofNanos(1_999_999_999));
        assertThat(token.createdAt()).isEqualTo(START.plusMillis(1));
        assertThat(token.expiresAt()).isEqualTo(START.plusMillis(2000));
    }

    static Stream<Arguments> impossibleLives() {
        return Stream.of(
                arguments(Duration.ZERO),
                arguments(Duration.ofMillis(999)),
                arguments(Duration.ofHours(-1)),
                arguments(Duration.ofDays(293 * 366)),
                arguments(Duration.ofSeconds(Long.MIN_VALUE)),
                arguments(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("impossibleLives")
    void allFaultsAreNamedAtOnce(Duration life) throws Exception {
        assertThat(faultsOf(() -> fixture.tokens().create(" ", life))).containsExactlyInAnyOrder("/name", "/duration");
        assertThat(faultsOf(() -> fixture.tokens()
                        .importSecret(
                                "a b",
                                ClientSecret.of("short"),
                                NewServiceToken.builder()
                                        .name(" ")
                                        .duration(life)
                                        .build())))
                .containsExactlyInAnyOrder("/name", "/duration", "/client_id", "/client_secret");
        assertThat(fixture.tokens().list(ServiceTokenQuery.ALL).totalCount()).isZero();
        assertThat(fixture.events).isEmpty();
    }

    // ---- import ----

    @Test
    void aForeignSecretIsImportedByDigestOrInClearText() throws Exception {
        ServiceToken byDigest = fixture.tokens()
                .importDigest(
                        "job-1",
                        FOREIGN_DIGEST,
                        NewServiceToken.builder().name("job").duration(HOUR).build());
        ServiceToken bySecret = fixture.tokens()
                .importSecret(
                        "job-2", FOREIGN, NewServiceToken.builder().forever().build());

        assertThat(fixture.status("job-1", FOREIGN)).isEqualTo(Status.GOOD);
        assertThat(fixture.status("job-2", FOREIGN)).isEqualTo(Status.GOOD);
        assertThat(byDigest.expiresAt()).isEqualTo(START.plus(HOUR));
        assertThat(bySecret.name()).isEqualTo("job-2");
        assertThat(bySecret.expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(fixture.told()).containsExactly("service_token imported", "service_token imported");
    }

    @Test
    void refusesASecondTokenWithTheSameClientId() throws Exception {
        fixture.tokens()
                .importDigest(
                        "job-1",
                        FOREIGN_DIGEST,
                        NewServiceToken.builder().forever().build());

        assertThat(faultsOf(() -> fixture.tokens()
                        .importDigest(
                                "job-1",
                                FOREIGN_DIGEST,
                                NewServiceToken.builder()
                                        .name(" ")
                                        .duration(Duration.ZERO)
                                        .build())))
                .containsExactlyInAnyOrder("/client_id", "/name", "/duration");
        assertThat(fixture.tokens().list(ServiceTokenQuery.ALL).totalCount()).isOne();
    }

    @Test
    void refusesTheLongestClientIdTwice() throws Exception {
        String longest = "j".repeat(ServiceToken.MAX_CREDENTIAL_LENGTH);
        NewServiceToken.Builder settings = NewServiceToken.builder().forever();
        fixture.tokens()
                .importDigest(longest, FOREIGN_DIGEST, settings.name("job").build());

        assertThat(faultsOf(() -> fixture.tokens()
                        .importDigest(
                                longest, FOREIGN_DIGEST, settings.name(" ").build())))
                .containsExactlyInAnyOrder("/client_id", "/name");
    }

    @Test
    void aLifeLasts292YearsAtMost() throws Exception {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000);

        assertThat(fixture.noted(fixture.tokens().create("job", longest))
                        .token()
                        .expiresAt())
                .isEqualTo(START.plus(longest));
        assertThat(faultsOf(() -> fixture.tokens().create("job", longest.plusSeconds(1))))
                .containsExactly("/duration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789012345678901234567890",
                "0123456789 0123456789012345678901",
                "0123456789,123456789012345678901"
            })
    void aSecretInClearTextHas32CharactersOrMore(String text) {
        assertThat(faultsOf(() -> fixture.tokens()
                        .importSecret(
                                "job",
                                ClientSecret.of(text),
                                NewServiceToken.builder().forever().build())))
                .containsExactly("/client_secret");
    }

    @Test
    void theLongestSecretIsAsLongAsAClientMaySend() throws Exception {
        fixture.tokens()
                .importSecret(
                        "job",
                        ClientSecret.of("x".repeat(256)),
                        NewServiceToken.builder().forever().build());

        assertThat(faultsOf(() -> fixture.tokens()
                        .importSecret(
                                "b",
                                ClientSecret.of("x".repeat(257)),
                                NewServiceToken.builder().forever().build())))
                .containsExactly("/client_secret");
    }

    @Test
    void aDigestThatNeedsAPepperNeedsThePepper() throws Exception {
        SecretHasher peppered = SecretHasher.peppered("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        SecretDigest digest = peppered.digest(FOREIGN);

        assertThat(faultsOf(() -> fixture.tokens()
                        .importDigest(
                                "job",
                                digest,
                                NewServiceToken.builder().forever().build())))
                .containsExactly("/client_secret_digest");
        Administration withPepper =
                Administration.builder(fixture.store).secretHasher(peppered).build();
        assertThat(withPepper
                        .serviceTokens()
                        .importDigest(
                                "job",
                                digest,
                                NewServiceToken.builder().forever().build())
                        .digest())
                .isEqualTo(digest);
    }

    // ---- rotate ----

    @Test
    void aRotationWithoutGraceStopsTheSecretAtOnce() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");
        fixture.advance(HOUR);

        IssuedServiceToken fresh = rotate(old, null);

        assertThat(fresh.clientId()).isEqualTo(old.clientId());
        assertThat(status(fresh)).isEqualTo(Status.GOOD);
        assertThat(status(old)).isEqualTo(Status.WRONG_SECRET);
        assertThat(fresh.token().clientSecretVersion()).isEqualTo(2);
        assertThat(fresh.token().previousDigest()).isNull();
        assertThat(fresh.token().previousExpiresAt()).isNull();
        assertThat(fresh.token().updatedAt()).isEqualTo(START.plus(HOUR));
        assertThat(fresh.token().expiresAt()).isEqualTo(old.token().expiresAt());
        assertThat(fixture.told()).containsExactly("service_token created", "service_token rotated");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -3_600_000})
    void aGraceThatIsNotToComeIsNone(long millis) throws Exception {
        IssuedServiceToken old = fixture.issue("ci");

        IssuedServiceToken fresh = rotate(old, START.plusMillis(millis));

        assertThat(fresh.token().previousDigest()).isNull();
        assertThat(status(old)).isEqualTo(Status.WRONG_SECRET);
    }

    @Test
    void withGraceBothSecretsWorkUntilItIsOver() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");

        IssuedServiceToken fresh = rotate(old, START.plus(HOUR));

        assertThat(fresh.token().previousExpiresAt()).isEqualTo(START.plus(HOUR));
        assertThat(status(old)).isEqualTo(Status.GOOD);
        assertThat(status(fresh)).isEqualTo(Status.GOOD);
        fixture.advance(HOUR);
        assertThat(status(old)).isEqualTo(Status.WRONG_SECRET);
        assertThat(status(fresh)).isEqualTo(Status.GOOD);
    }

    @Test
    void aSecondRotationEndsTheGraceOfTheFirst() throws Exception {
        IssuedServiceToken first = fixture.issue("ci");
        IssuedServiceToken second = rotate(first, START.plus(HOUR));

        IssuedServiceToken third = rotate(second, START.plus(HOUR));

        assertThat(Stream.of(first, second, third).map(this::status))
                .containsExactly(Status.WRONG_SECRET, Status.GOOD, Status.GOOD);
        assertThat(third.token().clientSecretVersion()).isEqualTo(3);
    }

    @Test
    void aGraceCannotEndLaterThanCanBeTold() throws Exception {
        UUID id = fixture.issue("ci").token().id();

        assertThat(faultsOf(() -> fixture.tokens().rotate(id, Instant.MAX, ServiceTokensTest::always)))
                .containsExactly("/previous_client_secret_expires_at");
    }

    @Test
    void secretsThatCannotBeCountedAnyFurtherAreRefused() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");
        fixture.store.update(document -> document.with(issued.token().toBuilder()
                .clientSecretVersion(Integer.MAX_VALUE)
                .build()));

        assertThat(faultsOf(() -> fixture.tokens().rotate(issued.token().id(), null, ServiceTokensTest::always)))
                .containsExactly("/client_secret_version");
        assertThat(status(issued)).isEqualTo(Status.GOOD);
    }

    // ---- refresh ----

    @Test
    void refreshExtendsToOneYearFromNow() throws Exception {
        ServiceToken token = fixture.noted(fixture.tokens().create("ci", Duration.ofDays(30)))
                .token();
        fixture.advance(Duration.ofDays(31));

        ServiceToken refreshed = done(fixture.tokens().refresh(token.id(), ServiceTokensTest::always));

        assertThat(refreshed.expiresAt())
                .isEqualTo(START.plus(Duration.ofDays(31)).plus(YEAR));
        assertThat(refreshed.duration()).isEqualTo(Duration.ofDays(30));
        assertThat(refreshed.updatedAt()).isEqualTo(START.plus(Duration.ofDays(31)));
        assertThat(fixture.told()).containsExactly("service_token created", "service_token refreshed");
    }

    @Test
    void refreshLeavesForEverAsItIs() throws Exception {
        ServiceToken token = fixture.noted(fixture.tokens().create("ci", null)).token();
        fixture.advance(HOUR);

        ServiceToken refreshed = done(fixture.tokens().refresh(token.id(), ServiceTokensTest::always));

        assertThat(refreshed.expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(refreshed.updatedAt()).isEqualTo(START);
        assertThat(fixture.told()).containsExactly("service_token created");
    }

    // ---- update ----

    @Test
    void anUpdateThatRenamesAndDisablesIsTwoEvents() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");
        fixture.events.clear();
        fixture.advance(HOUR);

        ServiceToken token = update(
                        issued,
                        ServiceTokenUpdate.builder()
                                .name("build")
                                .enabled(false)
                                .build())
                .token();

        assertThat(token.name()).isEqualTo("build");
        assertThat(token.updatedAt()).isEqualTo(START.plus(HOUR));
        assertThat(status(issued)).isEqualTo(Status.DISABLED);
        assertThat(fixture.told()).containsExactly("service_token updated", "service_token disabled");
        assertThat(update(issued, ServiceTokenUpdate.builder().enabled(true).build())
                        .token()
                        .enabled())
                .isTrue();
        assertThat(status(issued)).isEqualTo(Status.GOOD);
        assertThat(fixture.told()).last().isEqualTo("service_token enabled");
    }

    @Test
    void anUpdateThatChangesNothingIsNoEvent() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");
        fixture.advance(HOUR);

        update(issued, ServiceTokenUpdate.builder().build());
        ServiceTokens.Updated same = update(
                issued,
                ServiceTokenUpdate.builder()
                        .name("ci")
                        .enabled(true)
                        .clientSecretVersion(1)
                        .build());

        assertThat(same.secret()).isNull();
        assertThat(same.token().updatedAt()).isEqualTo(START);
        assertThat(fixture.told()).containsExactly("service_token created");
    }

    @Test
    void rolesAreSetAtCreationByImportAndByUpdate() throws Exception {
        NewServiceToken wanted =
                NewServiceToken.builder().name("ci").roles(List.of("deploy")).build();
        IssuedServiceToken issued = fixture.noted(fixture.tokens().create(wanted));
        ServiceToken imported = fixture.tokens().importDigest("job-1", FOREIGN_DIGEST, wanted);
        assertThat(issued.token().roles()).containsExactly("deploy");
        assertThat(imported.roles()).containsExactly("deploy");
        fixture.events.clear();

        update(issued, ServiceTokenUpdate.builder().roles(List.of("deploy")).build());
        assertThat(fixture.events).isEmpty();

        update(issued, ServiceTokenUpdate.builder().roles(List.of("audit")).build());
        assertThat(fixture.stored(issued.token().id()).roles()).containsExactly("audit");
        assertThat(fixture.told()).containsExactly("service_token updated");
    }

    @Test
    void faultsOfTheCallerAreReportedAndNothingIsMade() {
        List<Fault> found = List.of(new Fault("/mfa", "unknown member"));
        NewServiceToken wanted =
                NewServiceToken.builder().name(" ").faults(found).build();

        assertThat(faultsOf(() -> fixture.tokens().create(wanted))).containsExactly("/mfa", "/name");
        assertThat(faultsOf(
                        () -> fixture.tokens().create(NewServiceToken.builder().build())))
                .containsExactly("/name");
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aLifeIsCountedAnewFromNow() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");
        fixture.advance(HOUR);

        ServiceToken token = update(
                        issued, ServiceTokenUpdate.builder().duration(HOUR).build())
                .token();
        assertThat(token.duration()).isEqualTo(HOUR);
        assertThat(token.expiresAt()).isEqualTo(START.plus(HOUR).plus(HOUR));

        ServiceToken forEver =
                update(issued, ServiceTokenUpdate.builder().forever().build()).token();
        assertThat(forEver.duration()).isNull();
        assertThat(forEver.expiresAt()).isEqualTo(ServiceToken.FOREVER);
    }

    @Test
    void theNextVersionRotates() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");

        ServiceTokens.Updated updated = update(
                old,
                ServiceTokenUpdate.builder()
                        .clientSecretVersion(2)
                        .previousClientSecretExpiresAt(START.plus(HOUR))
                        .build());

        assertThat(updated.token().clientSecretVersion()).isEqualTo(2);
        assertThat(fixture.status(old.clientId(), updated.secret())).isEqualTo(Status.GOOD);
        assertThat(status(old)).isEqualTo(Status.GOOD);
        assertThat(fixture.told()).last().isEqualTo("service_token rotated");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5})
    void lowerOrSameVersionChangesNothing(int version) throws Exception {
        IssuedServiceToken issued = fixture.noted(fixture.tokens()
                .create(NewServiceToken.builder()
                        .name("ci")
                        .clientSecretVersion(5)
                        .build()));

        ServiceTokens.Updated updated = done(fixture.tokens()
                .update(
                        issued.token().id(),
                        ServiceTokenUpdate.builder()
                                .clientSecretVersion(version)
                                .build()));

        assertThat(updated.secret()).isNull();
        assertThat(updated.token()).isEqualTo(issued.token());
        assertThat(issued.token().clientSecretVersion()).isEqualTo(5);
        assertThat(fixture.told()).containsExactly("service_token created");
    }

    @Test
    void higherVersionRotatesToThatVersion() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");

        ServiceTokens.Updated updated = done(fixture.tokens()
                .update(
                        old.token().id(),
                        ServiceTokenUpdate.builder().clientSecretVersion(7).build()));

        assertThat(updated.token().clientSecretVersion()).isEqualTo(7);
        assertThat(fixture.status(old.token().clientId(), updated.secret())).isEqualTo(Status.GOOD);
        assertThat(fixture.tokens().find(old.token().id())).isEqualTo(updated.token());
    }

    @Test
    void graceWithoutRotationChangesNothing() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");

        ServiceTokens.Updated updated = done(fixture.tokens()
                .update(
                        issued.token().id(),
                        ServiceTokenUpdate.builder()
                                .clientSecretVersion(1)
                                .previousClientSecretExpiresAt(START.plusSeconds(60))
                                .build()));

        assertThat(updated.token()).isEqualTo(issued.token());
    }

    @Test
    void theSameLifeAtTheSameTimeChangesNothing() throws Exception {
        IssuedServiceToken limited = fixture.noted(fixture.tokens()
                .create(NewServiceToken.builder().name("ci").duration("60m").build()));
        IssuedServiceToken endless = fixture.noted(fixture.tokens()
                .create(NewServiceToken.builder().name("ci").forever().build()));
        fixture.events.clear();

        update(limited, ServiceTokenUpdate.builder().duration("60m").build());
        update(endless, ServiceTokenUpdate.builder().forever().build());
        assertThat(fixture.events).isEmpty();

        update(limited, ServiceTokenUpdate.builder().duration("1h").build());
        update(endless, ServiceTokenUpdate.builder().duration("1h").build());
        assertThat(fixture.told()).containsExactly("service_token updated", "service_token updated");
    }

    @Test
    void durationKeepsItsText() throws Exception {
        IssuedServiceToken issued = fixture.noted(fixture.tokens()
                .create(NewServiceToken.builder().name("ci").duration("60m").build()));

        assertThat(issued.token().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(issued.token().asWritten()).containsExactly(Map.entry("duration", "60m"));

        ServiceTokens.Updated updated = done(fixture.tokens()
                .update(
                        issued.token().id(),
                        ServiceTokenUpdate.builder().duration("3600s").build()));
        assertThat(updated.token().asWritten()).containsExactly(Map.entry("duration", "3600s"));
        assertThat(fixture.stored(issued.token().id())).isEqualTo(updated.token());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void reportsNegativeVersionWithAllOtherFaults(int version) throws Exception {
        UUID id = fixture.issue("ci").token().id();
        ServiceTokenUpdate update = ServiceTokenUpdate.builder()
                .name(" ")
                .duration(Duration.ZERO)
                .clientSecretVersion(version)
                .previousClientSecretExpiresAt(START)
                .build();

        assertThat(faultsOf(() -> fixture.tokens().update(id, update, ServiceTokensTest::always)))
                .containsExactlyInAnyOrder("/name", "/duration", "/client_secret_version");
        assertThat(fixture.stored(id).clientSecretVersion()).isEqualTo(1);
        assertThat(fixture.told()).containsExactly("service_token created");
    }

    @Test
    void graceMovesInEitherDirection() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");
        IssuedServiceToken fresh = rotate(old, START.plus(HOUR));
        fixture.advance(HOUR);
        assertThat(status(old)).isEqualTo(Status.WRONG_SECRET);

        update(
                old,
                ServiceTokenUpdate.builder()
                        .clientSecretVersion(2)
                        .previousClientSecretExpiresAt(START.plus(HOUR).plus(HOUR))
                        .build());
        assertThat(status(old)).as("moved to come").isEqualTo(Status.GOOD);

        ServiceToken token = update(
                        old,
                        ServiceTokenUpdate.builder()
                                .previousClientSecretExpiresAt(START)
                                .build())
                .token();
        assertThat(status(old)).as("moved into the past").isEqualTo(Status.WRONG_SECRET);
        assertThat(token.previousDigest()).isNull();
        assertThat(token.previousExpiresAt()).isNull();
        assertThat(status(fresh)).isEqualTo(Status.GOOD);
        assertThat(fixture.told())
                .containsExactly(
                        "service_token created",
                        "service_token rotated",
                        "service_token updated",
                        "service_token updated");
    }

    @Test
    void graceMovedToWhereItIsChangesNothing() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");
        rotate(old, START.plus(HOUR));
        fixture.events.clear();

        update(
                old,
                ServiceTokenUpdate.builder()
                        .previousClientSecretExpiresAt(START.plus(HOUR))
                        .build());

        assertThat(fixture.events).isEmpty();
    }

    @Test
    void twoVersionsNeverLookAlikeHoweverFastTheyFollow() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");

        ServiceToken one = update(
                        issued, ServiceTokenUpdate.builder().enabled(false).build())
                .token();
        ServiceToken two = update(
                        issued, ServiceTokenUpdate.builder().enabled(true).build())
                .token();

        assertThat(List.of(START, one.updatedAt(), two.updatedAt())).doesNotHaveDuplicates();
    }

    // ---- delete, retire ----

    @Test
    void deleteIsAtOnce() throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");

        ServiceToken gone = done(fixture.tokens().delete(issued.token().id(), ServiceTokensTest::always));

        assertThat(gone.clientId()).isEqualTo(issued.clientId());
        assertThat(status(issued)).isEqualTo(Status.UNKNOWN);
        assertThat(fixture.tokens().find(gone.id())).isNull();
        assertThat(fixture.told()).last().isEqualTo("service_token deleted");
    }

    @Test
    void whatAPolicyOrGroupNamesIsNotDeleted() throws Exception {
        UUID id = fixture.issue("ci").token().id();
        Rule rule = new Rule.OneServiceToken(id);
        Policy inline = Policy.builder("the job", Policy.Decision.NON_IDENTITY)
                .include(rule)
                .build();
        Policy reusable = Policy.builder("all jobs", Policy.Decision.DENY)
                .include(new Rule.Everyone())
                .exclude(rule)
                .build();
        RuleGroup group = RuleGroup.builder("jobs").include(rule).build();
        Application application =
                Application.named("jobs").domain("*").policy(inline).build();
        fixture.store.update(document -> document.with(new AccessConfiguration(
                document.configuration().organization(),
                List.of(application),
                List.of(reusable),
                List.of(group),
                List.of())));
        fixture.events.clear();

        for (Inactivity.Action action : Inactivity.Action.values()) {
            assertThat(fixture.tokens().retireAll(List.of(id), action, ServiceTokensTest::always))
                    .isEmpty();
        }
        assertThat(fixture.tokens().delete(id, ServiceTokensTest::always))
                .isEqualTo(new Changed.InUse<>(List.of("policy all jobs", "policy the job", "group jobs")));
        assertThat(fixture.stored(id).enabled()).isTrue();
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void retiringDisablesOrDeletes() throws Exception {
        UUID id = fixture.issue("ci").token().id();

        assertThat(fixture.tokens().retireAll(List.of(id), Inactivity.Action.DISABLE, ServiceTokensTest::always))
                .singleElement()
                .extracting(ServiceToken::enabled)
                .isEqualTo(false);
        assertThat(fixture.tokens().retireAll(List.of(id), Inactivity.Action.DELETE, ServiceTokensTest::always))
                .hasSize(1);

        assertThat(fixture.tokens().find(id)).isNull();
        assertThat(fixture.told())
                .containsExactly("service_token created", "service_token disabled", "service_token deleted");
    }

    @ParameterizedTest
    @EnumSource(Inactivity.Action.class)
    void retiringManyIsOneChange(Inactivity.Action action) throws Exception {
        UUID first = fixture.issue("first").token().id();
        UUID named = fixture.issue("named").token().id();
        UUID wanted = fixture.issue("wanted").token().id();
        UUID last = fixture.issue("last").token().id();
        Policy policy = Policy.builder("the job", Policy.Decision.NON_IDENTITY)
                .include(new Rule.OneServiceToken(named))
                .build();
        fixture.store.update(document -> document.with(
                Application.named("jobs").domain("*").policy(policy).build()));
        fixture.events.clear();
        WritableStore store = mock(WritableStore.class, delegatesTo(fixture.store));
        ServiceTokens tokens = Administration.builder(store)
                .clock(fixture::now)
                .eventListener(fixture.events::add)
                .build()
                .serviceTokens();

        List<ServiceToken> done = tokens.retireAll(
                List.of(first, UNKNOWN, named, wanted, last),
                action,
                token -> !token.id().equals(wanted));

        String word = action == Inactivity.Action.DISABLE ? "disabled" : "deleted";
        verify(store, times(1)).change(any());
        assertThat(done).extracting(ServiceToken::name).containsExactly("first", "last");
        assertThat(fixture.told()).containsExactly("service_token " + word, "service_token " + word);
        assertThat(fixture.store.document().serviceTokens().stream()
                        .filter(ServiceToken::enabled)
                        .map(ServiceToken::name))
                .containsExactly("named", "wanted");
    }

    @Test
    void ofManyThatCouldNotBeRetiredNothingIsTold() throws Exception {
        UUID id = fixture.issue("ci").token().id();
        fixture.events.clear();
        WritableStore store = mock(WritableStore.class, delegatesTo(fixture.store));
        doThrow(new IOException("disk full")).when(store).change(any());
        ServiceTokens tokens = Administration.builder(store)
                .eventListener(fixture.events::add)
                .build()
                .serviceTokens();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> tokens.retireAll(List.of(id), Inactivity.Action.DELETE, ServiceTokensTest::always));

        assertThat(fixture.stored(id)).isNotNull();
        assertThat(fixture.events).isEmpty();
    }

    // ---- what is not there, or not what it was ----

    @FunctionalInterface
    interface Operation {
        Changed<?> run(ServiceTokens tokens, UUID id, java.util.function.Predicate<ServiceToken> precondition)
                throws Exception;
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                arguments("rotate", (Operation) (tokens, id, when) -> tokens.rotate(id, null, when)),
                arguments("refresh", (Operation) ServiceTokens::refresh),
                arguments("delete", (Operation) ServiceTokens::delete),
                arguments("update", (Operation) (tokens, id, when) -> tokens.update(
                        id, ServiceTokenUpdate.builder().enabled(false).build(), when)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void returnsNotFoundForUnknownId(String name, Operation operation) throws Exception {
        assertThat(operation.run(fixture.tokens(), UNKNOWN, ServiceTokensTest::always))
                .isInstanceOf(Changed.NotFound.class);
        assertThat(fixture.events).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void returnsStaleIfPreconditionFails(String name, Operation operation) throws Exception {
        IssuedServiceToken issued = fixture.issue("ci");
        fixture.events.clear();

        assertThat(operation.run(fixture.tokens(), issued.token().id(), ServiceTokensTest::never))
                .isInstanceOf(Changed.Stale.class);
        assertThat(status(issued)).isEqualTo(Status.GOOD);
        assertThat(fixture.events).isEmpty();
    }
}
