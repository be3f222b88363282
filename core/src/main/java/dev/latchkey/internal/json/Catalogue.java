package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.Member.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members of a configured type, in the order in which they are read and written. Immutable.
 *
 * @param <T> the configured type
 * @param <B> its builder
 */
public final class Catalogue<T, B> {

    private final T defaults;
    private final List<Member<T, B, ?>> members;
    private final List<Member<T, B, ?>> inAnswers;
    private final Set<String> names;

    /** @param defaults has the default of every member that has one */
    Catalogue(T defaults, List<Member<T, B, ?>> members) {
        this.defaults = defaults;
        this.members = List.copyOf(members);
        this.inAnswers = this.members;
        this.names = members.stream().map(Member::name).collect(Collectors.toUnmodifiableSet());
    }

    private Catalogue(Catalogue<T, B> from, List<Member<T, B, ?>> inAnswers) {
        this.defaults = from.defaults;
        this.members = from.members;
        this.names = from.names;
        this.inAnswers = List.copyOf(inAnswers);
    }

    /** Returns the same catalogue, but with one member elsewhere in answers: right after another one. */
    Catalogue<T, B> answering(String name, String after) {
        List<Member<T, B, ?>> order = new ArrayList<>(inAnswers);
        Member<T, B, ?> moved = order.remove(indexOf(name, order));
        order.add(indexOf(after, order) + 1, moved);
        return new Catalogue<>(this, order);
    }

    private static <T, B> int indexOf(String name, List<Member<T, B, ?>> order) {
        return order.stream().map(Member::name).toList().indexOf(name);
    }

    /** Returns all members. */
    public List<Member<T, B, ?>> members() {
        return members;
    }

    /** Returns the names of all members. */
    public Set<String> names() {
        return names;
    }

    /** Returns the members that are not set by hand. */
    public Set<String> fixed() {
        return names(Trait.FIXED);
    }

    /** Returns the members that keep their value when a PUT leaves them out. All others return to their defaults. */
    public Set<String> keptByPut() {
        return names(Trait.KEPT_BY_PUT);
    }

    private Set<String> names(Trait trait) {
        return members.stream()
                .filter(member -> member.is(trait))
                .map(Member::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    void read(JsonMembers in, B out) {
        members.forEach(member -> member.read(in, out));
    }

    ObjectNode inFile(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        members.forEach(member -> member.writeToFile(from, defaults, out));
        return out;
    }

    ObjectNode answer(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        inAnswers.forEach(member -> member.writeToAnswer(from, out));
        return out;
    }

    /** Returns the part of the answer that changes only if somebody changes the configuration. */
    ObjectNode tagged(T from) {
        return answer(from).without(names(Trait.VOLATILE));
    }
}
