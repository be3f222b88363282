package dev.latchkey.model;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One rule of a policy (request contract, section 7). Immutable. */
public sealed interface Rule {

    /** Returns the type in JSON, for example {@code service_token}. */
    String type();

    /**
     * Returns whether the rule needs credentials: a service token or a client certificate. For a group, ask its own
     * rules.
     */
    default boolean needsCredentials() {
        return false;
    }

    /**
     * Matches one service token.
     *
     * @param tokenId the ID of the token
     */
    record OneServiceToken(UUID tokenId) implements Rule {
        @Override
        public String type() {
            return "service_token";
        }

        @Override
        public boolean needsCredentials() {
            return true;
        }
    }

    /** Matches any valid service token. */
    record AnyValidServiceToken() implements Rule {
        @Override
        public String type() {
            return "any_valid_service_token";
        }

        @Override
        public boolean needsCredentials() {
            return true;
        }
    }

    /** Matches every request. */
    record Everyone() implements Rule {
        @Override
        public String type() {
            return "everyone";
        }
    }

    /**
     * Matches a client address.
     *
     * @param block the matching addresses
     */
    record Ip(CidrBlock block) implements Rule {
        @Override
        public String type() {
            return "ip";
        }
    }

    /**
     * Matches a client address in an IP list of the same configuration.
     *
     * @param listId the ID of the {@link IpList}
     */
    record OfIpList(UUID listId) implements Rule {
        @Override
        public String type() {
            return "ip_list";
        }
    }

    /**
     * Matches the clients that a group of the same configuration matches.
     *
     * @param groupId the ID of the {@link RuleGroup}
     */
    record OfGroup(UUID groupId) implements Rule {
        @Override
        public String type() {
            return "group";
        }
    }

    /**
     * Matches a client certificate that the container verified and whose subject has exactly this common name.
     *
     * @param commonName the name, compared exactly
     */
    record CommonName(String commonName) implements Rule {
        @Override
        public String type() {
            return "common_name";
        }

        @Override
        public boolean needsCredentials() {
            return true;
        }
    }

    /** Matches any client certificate that the container verified. */
    record Certificate() implements Rule {
        @Override
        public String type() {
            return "certificate";
        }

        @Override
        public boolean needsCredentials() {
            return true;
        }
    }

    /**
     * A rule that is kept but cannot be evaluated. It is allowed only where it has no effect: in an {@link
     * Policy.Decision#ALLOW} policy, and in a group that no other policy uses.
     *
     * @param type the type in JSON
     * @param content its content, as plain maps, lists, strings, numbers and booleans
     */
    record Unevaluated(String type, Map<String, @Nullable Object> content) implements Rule {}
}
