package dev.latchkey.servlet.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParameterExpansionTest {

    private final ParameterExpansion expansion = new ParameterExpansion(
            Map.of("both", "property", "a.b", "dotted", "nested", "%{both}")::get,
            Map.of("both", "variable", "ONLY_ENV", "environment", "EMPTY", "", "ALONE", "x", "APP_CLIENT_ID", "id")
                    ::get);

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                 | plain",
                "a $ b % } c { d       | a $ b % } c { d",
                "NOT_A_VARIABLE        | NOT_A_VARIABLE",
                "ALONE                 | ALONE",
                "%{both}               | property",
                "%{env:both}           | variable",
                "%{sys:both}           | property",
                "%{a.b}                | dotted",
                "%{ONLY_ENV}           | environment",
                "<%{both}-%{ONLY_ENV}> | <property-environment>",
                "%{missing:-other}     | other",
                "%{env:missing:-a:-b}  | a:-b",
                "%{EMPTY:-other}       | other",
                "x%{EMPTY}x            | xx",
                "x%{missing:-}x        | xx",
                "%{nested}             | %{both}",
            })
    void expandsVariables(String text, String expected) {
        assertThat(expansion.expand(text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "%{missing}            | needs the variable missing, which is not set",
                "%{sys:ONLY_ENV}       | needs the variable sys:ONLY_ENV, which is not set",
                "%{env:a.b}            | needs the variable env:a.b, which is not set",
                "%{both                | has a %{ without a closing }",
                "%{}                   | has a variable without a name",
                "%{env:}               | has a variable without a name",
                "%{:-x}                | has a variable without a name",
                "%{missing:-%{both}}   | has a variable inside a variable",
            })
    void rejectsUnknownVariables(String text, String message) {
        assertThatThrownBy(() -> expansion.expand(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0} is refused")
    @ValueSource(strings = {"${env:APP_CLIENT_ID}", "${both}", "x${", "%{both}${both}", "${env:missing:-default}"})
    void rejectsDollarSyntax(String text) {
        assertThatThrownBy(() -> expansion.expand(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write %{env:NAME}");
    }

    @ParameterizedTest(name = "[{0}] is refused")
    @ValueSource(strings = {"APP_CLIENT_ID", " APP_CLIENT_ID\n"})
    void rejectsBareVariableName(String text) {
        assertThatThrownBy(() -> expansion.expand(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write %{env:APP_CLIENT_ID}")
                .hasMessageNotContaining("id\"");
    }
}
