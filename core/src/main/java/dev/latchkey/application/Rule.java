package dev.latchkey.application;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One rule of a policy (request contract, section 7). Immutable. */
public sealed interface Rule {

    /** {@return the member that names this rule in JSON, for example {@code service_token}} */
    String type();

    /** {@return whether it can be answered with no credentials presented} */
    default boolean needsNoCredentials() {
        return false;
    }

    /**
     * Matches one service token.
     *
     * @param tokenId the token's id
     */
    record OneServiceToken(UUID tokenId) implements Rule {
        @Override
        public String type() {
            return "service_token";
        }
    }

    /** Matches any valid service token. */
    record AnyValidServiceToken() implements Rule {
        @Override
        public String type() {
            return "any_valid_service_token";
        }
    }

    /** Matches always. */
    record Everyone() implements Rule {
        @Override
        public String type() {
            return "everyone";
        }

        @Override
        public boolean needsNoCredentials() {
            return true;
        }
    }

    /**
     * Matches a client address.
     *
     * @param block the addresses that match
     */
    record Ip(CidrBlock block) implements Rule {
        @Override
        public String type() {
            return "ip";
        }

        @Override
        public boolean needsNoCredentials() {
            return true;
        }
    }

    /**
     * A rule that is kept and returned but can't be evaluated. It may stand in an {@link PolicyDecision#ALLOW} policy
     * only, where it never counts.
     *
     * @param type the member that names it
     * @param content that member's value, as plain maps, lists, strings, numbers and booleans
     */
    record Unevaluated(String type, Map<String, @Nullable Object> content) implements Rule {}
}
