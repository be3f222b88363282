package dev.latchkey.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/**
 * Starts PostgreSQL servers for tests. A test is skipped where none can be started, unless the system property
 * {@value #REQUIRED} is true: then it fails.
 */
public final class TestPostgreSql {

    /** Set where the binaries are known to run, so that the tests cannot be skipped unnoticed. */
    public static final String REQUIRED = "tests.require-postgresql";

    /** Long enough for a busy machine. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private TestPostgreSql() {}

    /** Starts a server with default settings. */
    public static EmbeddedPostgres start() {
        return start(UnaryOperator.identity());
    }

    /** Starts a server. */
    public static EmbeddedPostgres start(UnaryOperator<EmbeddedPostgres.Builder> settings) {
        try {
            return settings.apply(EmbeddedPostgres.builder().setPGStartupWait(LIMIT))
                    .start();
        } catch (Exception | LinkageError e) {
            if (Boolean.getBoolean(REQUIRED)) {
                throw new IllegalStateException("PostgreSQL cannot be started, and " + REQUIRED + " is true", e);
            }
            return Assumptions.abort("PostgreSQL cannot be started here: " + e);
        }
    }
}
