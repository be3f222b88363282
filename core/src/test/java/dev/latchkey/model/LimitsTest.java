package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.json.OrganizationFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Settings are accepted up to their limits, and no further")
final class LimitsTest {

    private static final CidrBlock LAN = CidrBlock.parse("10.0.0.0/8");

    static Stream<Arguments> texts() {
        return Stream.of(
                text(
                        "name of an application",
                        255,
                        text -> Application.named(text).domain("*").build()),
                text(
                        "name of a policy",
                        255,
                        text -> Policy.builder(text, Policy.Decision.ALLOW)
                                .include(new Rule.Everyone())
                                .build()),
                text(
                        "name of a group",
                        255,
                        text -> RuleGroup.builder(text)
                                .include(new Rule.Everyone())
                                .build()),
                text("name of an IP list", 255, text -> IpList.builder(text).build()),
                text(
                        "description of an IP list",
                        1_000,
                        text -> IpList.builder("office").description(text).build()),
                text(
                        "description of an entry",
                        1_000,
                        text -> IpList.builder("office")
                                .entries(List.of(new IpList.Entry(LAN, text)))
                                .build()),
                text(
                        "name of a service token",
                        256,
                        text -> token("job").name(text).build()),
                text("Client ID", 256, text -> token(text).build()),
                text("tag", 255, OrganizationFormat::tag));
    }

    private static Arguments text(String what, int longest, Consumer<String> use) {
        return Arguments.of(what, longest, use);
    }

    private static ServiceToken.Builder token(String clientId) {
        return ServiceToken.builder(clientId)
                .digest(SecretHasher.sha256().digest(ClientSecret.of("only-for-tests-0123456789-0123456789-abcdef")));
    }

    @ParameterizedTest(name = "{0}: {1} characters")
    @MethodSource("texts")
    void limitsTexts(String what, int longest, Consumer<String> use) {
        assertThatCode(() -> use.accept("a".repeat(longest))).doesNotThrowAnyException();
        assertThatThrownBy(() -> use.accept("a".repeat(longest + 1)))
                .isInstanceOfAny(ConfigurationException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 86_400})
    void takesMaxAge(int seconds) {
        assertThatCode(() -> CorsHeaders.builder().maxAge(seconds).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 86_401})
    void refusesMaxAge(int seconds) {
        assertThatThrownBy(() -> CorsHeaders.builder().maxAge(seconds).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("must be -1 to 86400, not " + seconds);
    }

    @Test
    void namesTheRangeOfPrefixes() {
        assertThatThrownBy(() -> CidrBlock.parse("10.0.0.0/33")).hasMessageContaining("must be 0 to 32");
        assertThatThrownBy(() -> CidrBlock.parse("fd00::/129")).hasMessageContaining("must be 0 to 128");
        assertThatThrownBy(() -> CidrBlock.parse("::ffff:10.0.0.0/95")).hasMessageContaining("must be 96 to 128");
    }

    @Test
    void namesWhatAPatternMustNotHave() {
        assertThatThrownBy(() -> ApplicationPattern.parse("?a")).hasMessage("must not have a query or a fragment");
        assertThatThrownBy(() -> ApplicationPattern.parse("#a")).hasMessage("must not have a query or a fragment");
        assertThatThrownBy(() -> ApplicationPattern.parse("/a"))
                .hasMessage("must begin with a host; * covers any host");
        assertThatThrownBy(() -> ApplicationPattern.parse(":80/a")).hasMessage("must not have a port");
    }
}
