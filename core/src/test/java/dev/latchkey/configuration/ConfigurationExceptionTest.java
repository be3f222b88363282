package dev.latchkey.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.internal.fault.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationExceptionTest {

    @Test
    void namesEveryFaultInOrder() {
        Faults faults = new Faults();
        faults.add("/name", "is missing");
        faults.add("", "is no object");

        assertThat(faults.isEmpty()).isFalse();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> faults.throwIfAny("latchkey.json"))
                .withMessage("latchkey.json: /name: is missing; is no object")
                .satisfies(e -> assertThat(e.faults()).isEqualTo(faults.asList()));
    }

    @Test
    void movesTheFaultsOfAPartBelowItsPlace() {
        Faults faults = new Faults();
        faults.addAll("/applications/0", new ConfigurationException("x", List.of(new Fault("/name", "is missing"))));

        assertThat(faults.asList()).containsExactly(new Fault("/applications/0/name", "is missing"));
    }

    @Test
    void noFaultNoException() {
        Faults faults = new Faults();

        assertThat(faults.isEmpty()).isTrue();
        assertThatCode(() -> faults.throwIfAny("x")).doesNotThrowAnyException();
    }
}
