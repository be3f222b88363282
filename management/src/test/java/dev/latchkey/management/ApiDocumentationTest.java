package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/api.md says what the code says. */
final class ApiDocumentationTest {

    @ParameterizedTest
    @EnumSource
    void everyRefusalIsExplained(ApiError refusal) throws Exception {
        assertThat(Files.readString(Path.of("../docs/api.md")))
                .contains("| " + refusal.status() + " | `" + refusal.code() + "` |");
    }

    @Test
    void noTwoRefusalsHaveTheSameCode() {
        Set<Integer> codes = new HashSet<>();
        assertThat(Arrays.stream(ApiError.values()).map(ApiError::code)).allMatch(codes::add);
        assertThat(codes)
                .allMatch(code -> code >= 1000)
                .doesNotContain(ApiMessage.UNKNOWN_MEMBER, ApiMessage.SHUTS_API);
    }

    @Test
    void theMessagesAreExplained() throws Exception {
        assertThat(Files.readString(Path.of("../docs/api.md")))
                .contains("`" + ApiMessage.UNKNOWN_MEMBER + "`", "`" + ApiMessage.SHUTS_API + "`");
    }
}
