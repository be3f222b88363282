package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A failure of the database")
final class JdbcStoreExceptionTest {

    @ParameterizedTest
    @CsvSource({"40001, true", "40P01, true", "40003, false", "08006, false", "23505, false"})
    void isRetryableIfItWasRolledBackForAnother(String state, boolean retryable) {
        JdbcStoreException failure = new JdbcStoreException("reading", new SQLException("may quote a row", state));

        assertThat(failure).hasMessage("reading: java.sql.SQLException, SQLState " + state);
        assertThat(failure.sqlState()).isEqualTo(state);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(new JdbcStoreException("changing", failure).sqlState()).isEqualTo(state);
    }

    @Test
    void tellsNoStateThatIsNone() {
        JdbcStoreException odd = new JdbcStoreException("reading", new SQLException("m", "password=hunter2"));

        assertThat(odd).hasMessage("reading: java.sql.SQLException");
        assertThat(odd.sqlState()).isNull();
        assertThat(odd.isRetryable()).isFalse();
        assertThat(new JdbcStoreException("no state").sqlState()).isNull();
    }
}
