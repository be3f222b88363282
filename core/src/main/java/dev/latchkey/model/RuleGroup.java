package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Rules under one name, for rules of type {@code group} (request contract, section 7). It matches as a policy does: at
 * least one {@code include} rule, every {@code require} rule and no {@code exclude} rule. Immutable.
 *
 * @param id what rules name it by
 * @param name for people
 * @param include the rules of which at least one must match
 * @param require the rules that must all match
 * @param exclude the rules of which none may match
 */
public record RuleGroup(UUID id, String name, List<Rule> include, List<Rule> require, List<Rule> exclude) {

    /**
     * Rejects a group that would match nobody.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault
     */
    public RuleGroup {
        include = List.copyOf(include);
        require = List.copyOf(require);
        exclude = List.copyOf(exclude);
        Faults faults = new Faults();
        if (name.isBlank() || name.length() > 255 || name.chars().anyMatch(Character::isISOControl)) {
            faults.add("/name", "must be 1 to 255 characters, not blank, with no control character");
        }
        if (include.isEmpty()) {
            faults.add("/include", "must hold at least one rule: with none, the group would match nobody");
        }
        faults.throwIfAny("group " + name);
    }

    /** {@return its own rules: include, require, exclude} */
    public Stream<Rule> rules() {
        return Stream.of(include, require, exclude).flatMap(List::stream);
    }
}
