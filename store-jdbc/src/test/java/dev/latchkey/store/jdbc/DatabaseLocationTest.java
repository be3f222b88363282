package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseLocationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://db.example.com:5432/app?user=me&password=p | jdbc:postgresql://db.example.com:5432/app
            jdbc:postgresql://[::1],b.example.com/app                   | jdbc:postgresql://[::1],b.example.com/app
            jdbc:h2:mem:test;USER=sa;PASSWORD=p                         | jdbc:h2:mem:test
            jdbc:h2:file:~/data/latchkey                                | jdbc:h2:file:~/data/latchkey
            """)
    void cutsParameters(String url, String plain) {
        assertThat(DatabaseLocation.plain(url)).isEqualTo(plain);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:p@db.example.com/app",
                "jdbc:postgresql://me:p?word@db.example.com/app",
                "jdbc:other:me/p@db.example.com",
                "jdbc:other://db.example.com/app:user=me",
                "jdbc:h2:mem:a\nb",
                "pool"
            })
    void namesNoUrlThatMayContainPassword(String url) {
        assertThat(DatabaseLocation.plain(url)).isNull();
    }

    @Test
    void isTheKindOfDatabaseIfTheDriverCannotTell() throws Exception {
        Connection connection = mock(Connection.class);
        when(connection.getMetaData()).thenThrow(new SQLException("broken"));

        assertThat(DatabaseLocation.of(BoundedConnection.of(connection, SqlDialect.H2, Duration.ofSeconds(1))))
                .isEqualTo("the database (h2)");
    }

    @Test
    void isThatOfTheOpenStore() throws Exception {
        try (TestDatabase database = TestDatabase.of(SqlDialect.H2);
                JdbcStore store = database.store().open()) {
            assertThat(store.location()).startsWith("the database jdbc:h2:mem:").doesNotContain(";", "=");
        }
    }
}
