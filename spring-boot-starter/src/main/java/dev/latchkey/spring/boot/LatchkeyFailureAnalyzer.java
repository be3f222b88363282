package dev.latchkey.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link LatchkeyStartException} without its stack trace. */
final class LatchkeyFailureAnalyzer extends AbstractFailureAnalyzer<LatchkeyStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LatchkeyStartException cause) {
        return new FailureAnalysis("Latchkey cannot protect this app:\n\n" + cause.getMessage(), cause.remedy(), cause);
    }
}
