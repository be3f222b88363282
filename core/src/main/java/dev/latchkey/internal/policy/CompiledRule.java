package dev.latchkey.internal.policy;

import dev.latchkey.model.IpAddress;
import dev.latchkey.model.ServiceToken;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule with all its references resolved. Immutable; evaluation takes no lock, looks nothing up and allocates nothing.
 */
interface CompiledRule {

    /**
     * Returns whether the rule matches.
     *
     * @param token the valid service token of the request, or null
     * @param address the client's address, or null if it is unreadable
     * @param certificate the client's certificate, or null
     */
    boolean matches(@Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate);

    /** Always matches. */
    record Always() implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            return true;
        }
    }

    /** Matches any service token. */
    record AnyToken() implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            return token != null;
        }
    }

    /** Matches one service token. */
    record OneToken(UUID id) implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            return token != null && id.equals(token.id());
        }
    }

    /**
     * Matches an address in one of the blocks.
     *
     * @param ifUnreadable whether it matches an unreadable address, which is so if a match excludes the client
     */
    record Address(AddressBlocks blocks, boolean ifUnreadable) implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            return address == null ? ifUnreadable : blocks.contains(address);
        }
    }

    /** Matches any certificate. */
    record AnyCertificate() implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            return certificate != null;
        }
    }

    /**
     * Matches a certificate whose subject has exactly this common name.
     *
     * @param ifUnreadable whether it matches an unreadable name, which is so if a match excludes the client
     */
    record Named(String commonName, boolean ifUnreadable) implements CompiledRule {
        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            if (certificate == null) {
                return false;
            }
            return certificate.isCommonNameUnreadable() ? ifUnreadable : commonName.equals(certificate.commonName());
        }
    }

    /** Matches if one of {@code include}, all of {@code require} and none of {@code exclude} match. */
    final class Together implements CompiledRule {

        private final CompiledRule[] include;
        private final CompiledRule[] require;
        private final CompiledRule[] exclude;

        Together(CompiledRule[] include, CompiledRule[] require, CompiledRule[] exclude) {
            this.include = include;
            this.require = require;
            this.exclude = exclude;
        }

        @Override
        public boolean matches(
                @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
            if (!any(include, token, address, certificate)) {
                return false;
            }
            for (CompiledRule each : require) {
                if (!each.matches(token, address, certificate)) {
                    return false;
                }
            }
            return !any(exclude, token, address, certificate);
        }

        private static boolean any(
                CompiledRule[] rules,
                @Nullable ServiceToken token,
                @Nullable IpAddress address,
                @Nullable ClientCertificate certificate) {
            for (CompiledRule each : rules) {
                if (each.matches(token, address, certificate)) {
                    return true;
                }
            }
            return false;
        }
    }
}
