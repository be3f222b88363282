package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.util.List;
import java.util.UUID;

/**
 * Client addresses under one name, for rules of type {@code ip_list} (request contract, section 7). Immutable.
 *
 * @param id what rules name it by
 * @param name for people
 * @param blocks the addresses
 */
public record IpList(UUID id, String name, List<CidrBlock> blocks) {

    /**
     * Rejects a list without a name.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
     */
    public IpList {
        blocks = List.copyOf(blocks);
        Faults faults = new Faults();
        if (name.isBlank() || name.length() > 255 || name.chars().anyMatch(Character::isISOControl)) {
            faults.add("/name", "must be 1 to 255 characters, not blank, with no control character");
        }
        faults.throwIfAny("IP list " + id);
    }
}
