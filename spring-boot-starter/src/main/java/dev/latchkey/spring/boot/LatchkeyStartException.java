package dev.latchkey.spring.boot;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.util.List;
import java.util.function.UnaryOperator;

/** The app cannot start behind Latchkey. Message and remedy are for the person who starts it, and hold no secret. */
final class LatchkeyStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String CORRECT = "Correct the values above, and start the app again.";

    private final String remedy;

    LatchkeyStartException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    /** Creates an exception that lists all problems, one a line. */
    static LatchkeyStartException of(List<String> problems, String remedy) {
        return new LatchkeyStartException(String.join(System.lineSeparator(), problems), remedy);
    }

    /** Creates an exception that lists all faults of a file, or of a database, one a line. */
    static LatchkeyStartException of(ConfigurationException faults) {
        return of(faults.faults().stream().map(Fault::toString).toList(), CORRECT);
    }

    /**
     * Creates an exception that lists all faults of properties, one a line.
     *
     * @param property translates the JSON pointer of a fault to the property that sets it
     */
    static LatchkeyStartException of(ConfigurationException faults, UnaryOperator<String> property) {
        return of(
                faults.faults().stream()
                        .map(fault -> property.apply(fault.pointer()) + ": " + fault.message())
                        .toList(),
                CORRECT);
    }

    String remedy() {
        return remedy;
    }
}
