package dev.latchkey.internal.policy;

import dev.latchkey.model.IpAddress;
import dev.latchkey.model.ServiceToken;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule with everything in it that it names, ready to be asked. Immutable, and all that it needs for an answer is
 * handed to it: no lock, no look-up, nothing made.
 */
interface CompiledRule {

    /**
     * {@return whether it matches}
     *
     * @param token the service token that was presented and is valid; null for none
     * @param address the client's; null where it cannot be read
     * @param certificate the client's; null for none
     */
    boolean matches(@Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate);

    /** Matches always. */
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
     * @param ifUnreadable whether it matches an address that cannot be read: where that keeps the client out
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
     * Matches a certificate whose subject has that one common name.
     *
     * @param ifUnreadable whether it matches a certificate whose name cannot be read: where that keeps the client out
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

    /** Matches when one of {@code include}, all of {@code require} and none of {@code exclude} do: policy or group. */
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
