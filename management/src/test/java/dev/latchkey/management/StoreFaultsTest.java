package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.latchkey.store.WritableStore;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 3: a store that is down")
final class StoreFaultsTest {

    private static final String DETAIL = "the row was: secret-of-somebody";
    private static final String ID = "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11";

    static List<Throwable> faults() {
        return List.of(
                new IOException(DETAIL),
                new SQLException(DETAIL),
                new IllegalStateException(DETAIL),
                new NoClassDefFoundError(DETAIL));
    }

    private static ManagedApp failing(Throwable fault) throws Exception {
        return ManagedApp.over(mock(WritableStore.class, call -> {
            if (call.getMethod().getDeclaringClass() == Object.class) {
                return call.callRealMethod();
            }
            throw fault;
        }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void answers503AndSaysNothingOfWhy(Throwable fault) throws Exception {
        try (ManagedApp app = failing(fault);
                LogLines log = new LogLines()) {
            for (Reply reply : List.of(
                    app.get("service_tokens"),
                    app.get("service_tokens/" + ID),
                    app.post("service_tokens", "{\"name\": \"x\"}"),
                    app.delete("service_tokens/" + ID),
                    app.get("apps"),
                    app.put("apps/" + ID, "{\"name\": \"x\", \"domain\": \"x.example.com\"}"),
                    app.get("policies"),
                    app.get("keys"),
                    app.post("keys/rotate", null),
                    app.get("organizations"),
                    app.put("organizations", "{}"))) {
                assertThat(reply.expect(503).codes()).containsExactly(10503);
                assertThat(reply.header("Retry-After")).isEqualTo("5");
                assertThat(reply.raw().body())
                        .doesNotContain("row", fault.getClass().getSimpleName());
            }
            assertThat(app.post("keys/rotate", null).header("x-should-retry")).isEqualTo("false");
            assertThat(app.get("keys").header("x-should-retry")).isNull();
            assertThat(log.text())
                    .contains(fault.getClass().getName())
                    .doesNotContain("row")
                    .doesNotContain("somebody");
        }
    }
}
