package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SqlDialectTest {

    @Test
    void limitsLockBeforeStatementBeforeIdleTransaction() {
        assertThat(SqlDialect.POSTGRESQL.beginWriting(Duration.ofSeconds(5)).split("; "))
                .contains(
                        "SET LOCAL lock_timeout = 5000",
                        "SET LOCAL statement_timeout = 5500",
                        "SET LOCAL idle_in_transaction_session_timeout = 10000");
    }

    @Test
    void onlyPostgresqlSetsUpEachTransactionWithSql() {
        assertThat(SqlDialect.POSTGRESQL.setsUpEachTransaction()).isTrue();
        assertThat(SqlDialect.H2.setsUpEachTransaction()).isFalse();
        assertThat(SqlDialect.H2.beginWriting(Duration.ofSeconds(5))).isEmpty();
        assertThat(SqlDialect.H2.beginReading()).isEmpty();
    }
}
