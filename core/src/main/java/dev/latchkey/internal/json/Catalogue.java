package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.Member.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** Returns the default of a member as a file would have it; null if it has none. */
    @Nullable
    JsonNode byDefault(Member<T, B, ?> member) {
        return member.byDefault(defaults);
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

    /** Returns the members that one application in {@code web.xml} has init-parameters for. */
    public Set<String> initParameters() {
        return names(Trait.INIT_PARAMETER);
    }

    /** Reads the members that have init-parameters, written as plain text. */
    public void readInitParameters(Function<String, @Nullable String> texts, B out, Faults faults) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Member<T, B, ?> member : members) {
            String text = member.is(Trait.INIT_PARAMETER) ? texts.apply(member.name()) : null;
            if (text != null) {
                json.set(member.name(), member.ofText(text));
            }
        }
        read(new JsonObjectReader(json, "", faults), out);
    }

    private Set<String> names(Trait trait) {
        return members.stream()
                .filter(member -> member.is(trait))
                .map(Member::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    void read(JsonObjectReader in, B out) {
        members.forEach(member -> member.read(in, out));
    }

    ObjectNode inFile(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        members.forEach(member -> member.writeToFile(from, defaults, out));
        return out;
    }

    /** Returns the answer of the API: every member, also those with their defaults. */
    public ObjectNode answer(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        inAnswers.forEach(member -> member.writeToAnswer(from, out));
        return out;
    }

    /** Returns every member with the value in force, also those with their defaults. */
    public ObjectNode effective(T from) {
        return answer(from);
    }

    /** Returns the part of the answer that changes only if somebody changes the configuration. */
    public ObjectNode tagged(T from) {
        return answer(from).without(names(Trait.VOLATILE));
    }
}
