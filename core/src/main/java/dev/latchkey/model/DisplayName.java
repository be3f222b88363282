package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;

/** Checks the display names of groups and IP lists. Stateless. */
final class DisplayName {

    private static final int LONGEST = 255;

    private DisplayName() {}

    static void check(String name, Faults faults) {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            faults.add("/name", "must be 1 to 255 characters, not blank, without control characters");
        }
    }
}
