package dev.latchkey.servlet.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import jakarta.servlet.ServletConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Init parameters of a servlet")
final class InitParametersTest {

    private static final Set<String> KNOWN = Set.of("listen", "migrate", "age", "key-file", "pepper");

    private static InitParameters parameters(Map<String, String> values) {
        ServletConfig config = mock(ServletConfig.class);
        when(config.getInitParameterNames()).thenReturn(Collections.enumeration(values.keySet()));
        values.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
        return new InitParameters(config, KNOWN, new ParameterExpansion(name -> null, name -> null));
    }

    private static void assertFault(InitParameters parameters, String fault) {
        assertThat(parameters.faultless()).isFalse();
        assertThatThrownBy(parameters::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("init parameters: " + fault);
    }

    @Test
    void readsValues() {
        InitParameters parameters = parameters(Map.of("listen", "false", "age", "30m", "key-file", "keys.json"));

        assertThat(parameters.has("listen")).isTrue();
        assertThat(parameters.flag("listen", true)).isFalse();
        assertThat(parameters.has("migrate")).isFalse();
        assertThat(parameters.flag("migrate", true)).isTrue();
        assertThat(parameters.flag("migrate", false)).isFalse();
        assertThat(parameters.duration("age")).isEqualTo(Duration.ofMinutes(30));
        assertThat(parameters.path("key-file")).isAbsolute().hasFileName("keys.json");
        assertThat(parameters.path("pepper")).isNull();
        assertThat(parameters.faultless()).isTrue();
        parameters.check();
    }

    @Test
    void hashesWithThePepperThatIsSet() {
        String pepper = "00112233445566778899aabbccddeeff";
        ClientSecret secret = ClientSecret.of("only-for-tests-0123456789-0123456789-abcdef");

        assertThat(parameters(Map.of()).hasher().digest(secret))
                .isEqualTo(SecretHasher.sha256().digest(secret));
        assertThat(parameters(Map.of("pepper", pepper)).hasher().digest(secret))
                .isEqualTo(SecretHasher.peppered(pepper).digest(secret));
    }

    @Test
    void reportsUnknownNames() {
        assertFault(parameters(Map.of("liste", "true")), "liste: unknown init parameter of this servlet");
    }

    @Test
    void reportsBlankValues() {
        assertFault(parameters(Map.of("listen", " ")), "listen: must not be blank; omit it instead");
    }

    @Test
    void reportsOtherFlags() {
        InitParameters parameters = parameters(Map.of("listen", "yes"));

        assertThat(parameters.flag("listen", true)).isFalse();

        assertFault(parameters, "listen: must be true or false");
    }

    @Test
    void reportsInvalidDurations() {
        InitParameters parameters = parameters(Map.of("age", "soon"));

        assertThat(parameters.duration("age")).isNull();

        assertThat(parameters.faultless()).isFalse();
    }

    @Test
    void reportsInvalidPaths() {
        InitParameters parameters = parameters(Map.of("key-file", "keys\u0000.json"));

        assertThat(parameters.path("key-file")).isNull();

        assertFault(parameters, "key-file: is not a valid file path");
    }

    @Test
    void reportsShortPeppersAndHashesWithoutOne() {
        InitParameters parameters = parameters(Map.of("pepper", "short"));

        assertThat(parameters.hasher()).isNotNull();

        assertFault(parameters, "pepper: must be at least 16 bytes, in hex or base64");
    }
}
