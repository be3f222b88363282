package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.store.AccessDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Warnings about a valid document are bounded")
final class DocumentWarningsTest {

    private static AccessDocument withUnknownMembers(int count) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            members.put("unknown_member_" + i, 1);
        }
        return AccessDocument.EMPTY.with(
                Application.named("jobs").domain("*").otherMembers(members).build());
    }

    private static AccessDocument withMissingTokens(int count) {
        Policy.Builder policy = Policy.builder("jobs", Policy.Decision.NON_IDENTITY);
        for (int i = 0; i < count; i++) {
            policy.include(new Rule.OneServiceToken(new UUID(0, i)));
        }
        return AccessDocument.EMPTY.with(
                Application.named("jobs").domain("*").policy(policy.build()).build());
    }

    @Test
    void namesAtMost20UnknownMembers() {
        List<String> some = UnknownMembers.in(withUnknownMembers(20));
        assertThat(some).hasSize(20).last().asString().startsWith("application jobs: unknown_member_19 is ");

        List<String> many = UnknownMembers.in(withUnknownMembers(22));
        assertThat(many)
                .hasSize(21)
                .startsWith(some.toArray(String[]::new))
                .last()
                .isEqualTo("and 2 similar members");
    }

    @Test
    void namesAtMost20MissingServiceTokens() {
        List<String> some = DanglingTokenReferences.in(withMissingTokens(20));
        assertThat(some).hasSize(20).last().asString().startsWith("policy jobs refers to the service token ");

        List<String> many = DanglingTokenReferences.in(withMissingTokens(22));
        assertThat(many)
                .hasSize(21)
                .startsWith(some.toArray(String[]::new))
                .last()
                .isEqualTo("and 2 similar rules");
    }
}
