package dev.latchkey.spring.boot;

import java.util.List;

/**
 * How service identities become authentications. Immutable.
 *
 * @param authorityPrefixes each role becomes one authority for each prefix
 */
record LatchkeySecurity(List<String> authorityPrefixes) {

    private static final List<String> DEFAULT = List.of("ROLE_", "");

    static LatchkeySecurity of(LatchkeyProperties.Security properties) {
        List<String> prefixes = properties.authorityPrefixes();
        return new LatchkeySecurity(prefixes == null ? DEFAULT : List.copyOf(prefixes));
    }
}
