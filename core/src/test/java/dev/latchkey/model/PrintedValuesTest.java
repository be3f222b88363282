package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Values in logs and in hash tables")
final class PrintedValuesTest {

    private static final String SECRET = "only-for-tests-0123456789-0123456789-abcdef";

    private static ServiceToken token(int i) {
        return ServiceToken.builder("job-" + i)
                .name("nightly")
                .digest(SecretHasher.sha256().digest(ClientSecret.of(SECRET)))
                .build();
    }

    private static Application application(int i) {
        return Application.named("app " + i).domain("app-" + i + ".example.com").build();
    }

    private static Policy policy(int i) {
        return Policy.anyValidServiceToken().toBuilder()
                .precedence(i + 1)
                .id(id(i))
                .build();
    }

    private static UUID id(int i) {
        return new UUID(0, i);
    }

    private static RuleGroup group(int i) {
        return RuleGroup.builder("group " + i).include(new Rule.Everyone()).build();
    }

    private static IpList list(int i) {
        return IpList.builder("list " + i).block(CidrBlock.parse("10.0.0.0/8")).build();
    }

    private static StoredSigningKey key(int i) {
        return new StoredSigningKey(
                "kid-" + i, "private".getBytes(StandardCharsets.US_ASCII), new byte[] {1}, Instant.EPOCH, null);
    }

    private static AccessDocument document(int i) {
        return new AccessDocument(
                new AccessConfiguration(Organization.DEFAULT, List.of(application(i))),
                List.of(token(i), token(i + 1)));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value("applications", PrintedValuesTest::application),
                value("policies", PrintedValuesTest::policy),
                value("groups", PrintedValuesTest::group),
                value("IP lists", PrintedValuesTest::list),
                value("service tokens", PrintedValuesTest::token),
                value("secrets", i -> ClientSecret.of(SECRET + i)),
                value("patterns", i -> ApplicationPattern.parse("app-" + i + ".example.com")),
                value("blocks", i -> CidrBlock.parse("10.0." + i + ".0/24")),
                value("addresses", i -> IpAddress.parse("10.0.0." + i)),
                value("IPv6 addresses", i -> IpAddress.parse("fd00::" + i)),
                value("signing keys", PrintedValuesTest::key),
                value("documents", PrintedValuesTest::document));
    }

    private static Arguments value(String what, IntFunction<Object> make) {
        return Arguments.of(what, make);
    }

    /** Otherwise a set of them would be searched one by one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void haveHashesThatDiffer(String what, IntFunction<Object> make) {
        Set<Integer> hashes = new HashSet<>();
        IntStream.range(0, 100).forEach(i -> hashes.add(make.apply(i).hashCode()));

        assertThat(hashes).hasSizeGreaterThan(90);
        assertThat(make.apply(7)).isEqualTo(make.apply(7)).hasSameHashCodeAs(make.apply(7));
    }

    @Test
    void tellWhatTheyAreAndNoSecret() {
        assertThat(application(1))
                .hasToString("Application[id=" + Application.idOf("app 1") + ", name=app 1, domain=app-1.example.com]");
        assertThat(policy(1))
                .hasToString("Policy[id=" + id(1) + ", name=any valid service token, decision="
                        + Policy.Decision.NON_IDENTITY + "]");
        assertThat(group(1)).hasToString("RuleGroup[id=" + group(1).id() + ", name=group 1]");
        assertThat(list(1)).hasToString("IpList[id=" + list(1).id() + ", name=list 1]");
        assertThat(document(1)).hasToString("AccessDocument[applications=1, serviceTokens=2]");
        assertThat(key(1)).hasToString("StoredSigningKey[kid=kid-1, createdAt=1970-01-01T00:00:00Z, verifyUntil=null]");
        assertThat(token(1).toString())
                .contains("job-1")
                .doesNotContain(token(1).digest().toStoredText(), SECRET);
        assertThat(ClientSecret.of(SECRET)).hasToString("ClientSecret[masked]");
    }
}
