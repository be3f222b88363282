package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.testsupport.JndiDatabase;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

@DisplayName("init parameters of a database")
@Timeout(60)
final class DataSourceParametersTest {

    private static final String KEY = "00".repeat(32);
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=";
    private static final String PRIVATE_KEY = "SELECT MAX(SUBSTRING(private_key, 1, 13)) FROM latchkey_signing_key";

    private final ServletContext context = mock(ServletContext.class);
    private final WebXmlConfiguration configuration = new WebXmlConfiguration(
            new ParameterExpansion(name -> null, Map.of("KEY", KEY, "KEYS", OTHER_KEY + ",\n  " + KEY)::get),
            InstantSource.system());
    private JndiDatabase database;

    @BeforeEach
    void makeDatabase() throws Exception {
        database = new JndiDatabase();
    }

    @AfterEach
    void forgetDatabase() throws Exception {
        database.close();
    }

    private ConfiguredGate open(String... namesAndValues) throws ServletException {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("data-source", database.name()));
        parameters.putAll(TestFilterConfig.of(context, namesAndValues).parameters());
        return configuration.open(new TestFilterConfig(context, parameters));
    }

    /** Requests the public keys, which creates the first one. */
    private static void askForKeys(ConfiguredGate made) {
        assertThat(made.gate().certificates(PlainRequest.get("https://a.example/")))
                .isInstanceOf(Answer.Good.class);
    }

    @Test
    void needsOnlyDataSourceIfTablesExist() throws Exception {
        open("migrate", "true").close();

        try (ConfiguredGate made = open()) {
            assertThat(made.gate().decide(PlainRequest.get("https://a.example/")))
                    .isInstanceOf(AccessDecision.Forbidden.class);
        }
    }

    @Test
    void createsTablesOnlyIfMigrateIsSet() {
        assertThatThrownBy(() -> open())
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith(
                        "the filter gate cannot start: data-source: " + database.name() + " cannot be used: ")
                .hasMessageContaining("the tables latchkey_* are missing")
                .hasMessageContaining("set migrate");
    }

    @Test
    void encryptsWithFirstKeyAndDecryptsWithAny() throws Exception {
        try (ConfiguredGate made = open("migrate", "true", "key-encryption-key", "%{env:KEY}")) {
            askForKeys(made);
            assertThat(database.query(PRIVATE_KEY)).startsWith("aes256gcm");
        }
        open("key-encryption-key", "%{KEYS}").close();
        assertThatThrownBy(() -> open())
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("data-source: ")
                .hasMessageContaining("key-encryption key")
                .hasMessageNotContaining(KEY);
        assertThatThrownBy(() -> open("key-encryption-key", OTHER_KEY))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("key-encryption key")
                .hasMessageNotContaining(OTHER_KEY);
    }

    @Test
    void storesUnencryptedKeysWithoutKeyEncryptionKey() throws Exception {
        try (ConfiguredGate made = open("migrate", "true", "listen", "false", "fail-closed-after", "never")) {
            askForKeys(made);
            assertThat(database.query(PRIVATE_KEY)).startsWith("plain");
        }
    }

    @Test
    void answers503AfterFailClosedAfter() throws Exception {
        try (ConfiguredGate made = open("migrate", "true", "fail-closed-after", "500ms")) {
            database.away();

            await().until(() ->
                    made.gate().decide(PlainRequest.get("https://a.example/")) instanceof AccessDecision.Unavailable);
        }
    }

    @Test
    void doesNotStartWithoutDatabaseOrQuoteDriver() {
        database.away();

        assertThatThrownBy(() -> open("migrate", "true"))
                .isInstanceOf(ServletException.class)
                .hasMessage("the filter gate cannot start: data-source: " + database.name()
                        + " cannot be used: connecting to the database: java.sql.SQLException, SQLState 08001")
                .hasStackTraceContaining("JdbcStoreException")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(JndiDatabase.PASSWORD));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void reportsInterruptedStart() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> open("migrate", "true"))
                .isInstanceOf(ServletException.class)
                .hasMessageEndingWith("interrupted during start");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void publishesAndRemovesAdministration() throws Exception {
        ConfiguredGate made = open("migrate", "true");
        ArgumentCaptor<Object> published = ArgumentCaptor.forClass(Object.class);
        Mockito.verify(context).setAttribute(Mockito.eq(AccessFilter.ADMINISTRATION), published.capture());
        assertThat(published.getValue()).isInstanceOf(Administration.class);

        made.close();

        Mockito.verify(context).removeAttribute(AccessFilter.ADMINISTRATION);
        await().until(() -> database.connections() == 0);
    }

    @Test
    void keepsAdministrationOfOtherFilter() throws Exception {
        when(context.getAttribute(AccessFilter.ADMINISTRATION)).thenReturn(new Object());

        open("migrate", "true").close();

        Mockito.verify(context, Mockito.never()).removeAttribute(AccessFilter.ADMINISTRATION);
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({
        "configuration,      a.json, 'configuration: cannot be combined with data-source'",
        "key-file,           a.json, 'key-file: cannot be combined with data-source'",
        "client-id,          a,      'client-id: cannot be combined with data-source'",
        "deny-unmatched-requests, true, 'deny-unmatched-requests: cannot be combined with data-source'",
        "data-source, java:comp/env/jdbc/nowhere, "
                + "'data-source: names java:comp/env/jdbc/nowhere, where nothing is bound'",
        "key-encryption-key, c2hvcnQ=, 'key-encryption-key: a key-encryption key must have 32 bytes, not 5'",
        "key-encryption-key, '%{KEY},', 'key-encryption-key: number 2: a key-encryption key must have 32 bytes, not 0'",
        "key-encryption-key, %{NOWHERE}, 'key-encryption-key: needs the variable NOWHERE, which is not set'",
        "fail-closed-after,  soon,   'fail-closed-after: is not a duration'",
        "fail-closed-after,  2h,     'fail-closed-after: must be 1 ms to 1 h'",
        "fail-closed-after,  100ms,  'fail-closed-after: must be at least twice'",
        "migrate,            yes,    'migrate: must be true or false'",
        "listen,             on,     'listen: must be true or false'",
        "tables,             x,      'tables: unknown init parameter of this filter'",
    })
    void rejects(String name, String value, String message) {
        assertThatThrownBy(() -> open(name, value))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("the filter gate cannot start: init parameters: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("c2hvcnQ=")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void reportsEveryFault() {
        assertThatThrownBy(() -> open(
                        "data-source",
                        "jdbc:postgresql://db.example.com/app?password=hunter2",
                        "configuration",
                        "a.json",
                        "key-encryption-key",
                        "hunter2",
                        "fail-closed-after",
                        "soon",
                        "migrate",
                        "yes",
                        "pepper",
                        "hunter2"))
                .isInstanceOf(ServletException.class)
                .hasMessageContainingAll(
                        "data-source: must be a JNDI name",
                        "configuration: ",
                        "key-encryption-key: ",
                        "fail-closed-after: ",
                        "migrate: ",
                        "pepper: ")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("db.example.com");
    }

    @Test
    void rejectsParametersThatNeedDataSource() {
        assertThatThrownBy(() -> configuration.open(
                        TestFilterConfig.of(context, "client-id", TestGate.ID, "migrate", "true", "listen", "false")))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("migrate: has no effect unless data-source is set")
                .hasMessageContaining("listen: has no effect unless data-source is set");
    }
}
