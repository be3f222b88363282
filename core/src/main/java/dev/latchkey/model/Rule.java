package dev.latchkey.model;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One rule of a policy (request contract, section 7). Immutable. */
public sealed interface Rule {

    /** Returns the member that names this rule in JSON, for example {@code service_token}. */
    String type();

    /**
     * Returns whether it asks for credentials: a service token or a client certificate. What a group asks for, its own
     * rules say.
     */
    default boolean needsCredentials() {
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

    /** Matches always. */
    record Everyone() implements Rule {
        @Override
        public String type() {
            return "everyone";
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
    }

    /**
     * Matches a client address that is in a list of the same configuration.
     *
     * @param listId the id of the {@link IpList}
     */
    record OfIpList(UUID listId) implements Rule {
        @Override
        public String type() {
            return "ip_list";
        }
    }

    /**
     * Matches whoever a group of the same configuration matches.
     *
     * @param groupId the id of the {@link RuleGroup}
     */
    record OfGroup(UUID groupId) implements Rule {
        @Override
        public String type() {
            return "group";
        }
    }

    /**
     * Matches a client certificate, verified by the container, whose subject has this one common name.
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
     * A rule that is kept and returned but can't be evaluated. It may stand only where it never counts: in an
     * {@link PolicyDecision#ALLOW} policy, and in a group that no other policy uses.
     *
     * @param type the member that names it
     * @param content that member's value, as plain maps, lists, strings, numbers and booleans
     */
    record Unevaluated(String type, Map<String, @Nullable Object> content) implements Rule {}
}
