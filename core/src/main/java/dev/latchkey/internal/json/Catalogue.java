package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.Member.Trait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
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
    private final Function<T, Map<String, @Nullable Object>> written;
    private final BiConsumer<B, Map<String, @Nullable Object>> remember;
    private final List<Member<T, B, ?>> members;
    private final List<Member<T, B, ?>> inAnswers;
    private final Set<String> names;

    /**
     * @param defaults an object with the default values
     * @param written returns the members of the type as they were written, if that is not their normal form
     * @param remember passes such members to the builder
     */
    Catalogue(
            T defaults,
            List<Member<T, B, ?>> members,
            Function<T, Map<String, @Nullable Object>> written,
            BiConsumer<B, Map<String, @Nullable Object>> remember) {
        this.defaults = defaults;
        this.written = written;
        this.remember = remember;
        this.members = List.copyOf(members);
        this.inAnswers = this.members;
        this.names = members.stream().map(Member::name).collect(Collectors.toUnmodifiableSet());
    }

    private Catalogue(Catalogue<T, B> from, List<Member<T, B, ?>> inAnswers) {
        this.defaults = from.defaults;
        this.written = from.written;
        this.remember = from.remember;
        this.members = from.members;
        this.names = from.names;
        this.inAnswers = List.copyOf(inAnswers);
    }

    /** Returns the same catalogue, but with one member right after another one in answers. */
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

    /** Returns the default of a member in the form of a file; null if it has none. */
    @Nullable
    JsonNode byDefault(Member<T, B, ?> member) {
        return member.byDefault(defaults);
    }

    /** Returns the names of all members. */
    public Set<String> names() {
        return names;
    }

    /** Returns the members that only Latchkey sets. */
    public Set<String> fixed() {
        return names(Trait.FIXED);
    }

    /** Returns the members that keep their value if a PUT omits them. All others return to their defaults. */
    public Set<String> keptByPut() {
        return names(Trait.KEPT_BY_PUT);
    }

    /** Returns the members with init parameters, for a filter for one application. */
    public Set<String> initParameters() {
        return names(Trait.INIT_PARAMETER);
    }

    /** Reads the members that have init parameters, written as plain text. */
    public void readInitParameters(Function<String, @Nullable String> texts, B out, Faults faults) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Member<T, B, ?> member : members) {
            String text = member.is(Trait.INIT_PARAMETER) ? texts.apply(member.name()) : null;
            if (text != null && text.isEmpty()) {
                // Most likely an unset variable. In JSON, an empty string means that the member is not set.
                faults.add(JsonPointers.member("", member.name()), "must not be empty");
            } else if (text != null) {
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
        Map<String, @Nullable Object> differing = new LinkedHashMap<>();
        for (Member<T, B, ?> member : members) {
            JsonNode node = member.read(in, defaults, out);
            if (node != null) {
                differing.put(member.name(), JsonValues.of(node));
            }
        }
        if (!differing.isEmpty()) {
            remember.accept(out, differing);
        }
    }

    boolean isDefault(@Nullable T value) {
        return defaults.equals(value);
    }

    ObjectNode inFile(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Map<String, @Nullable Object> as = written.apply(from);
        members.forEach(member -> member.writeToFile(from, defaults, node(as, member.name()), out));
        return out;
    }

    /** Returns the answer of the API: every member that was set, as it was sent. */
    public ObjectNode answer(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Map<String, @Nullable Object> as = written.apply(from);
        inAnswers.forEach(member -> member.writeToAnswer(from, defaults, node(as, member.name()), out));
        return out;
    }

    private static @Nullable JsonNode node(Map<String, @Nullable Object> written, String name) {
        Object value = written.get(name);
        return value == null ? null : JsonValues.node(value);
    }

    /** Returns every member with the value in force, including defaults. */
    public ObjectNode effective(T from) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        inAnswers.forEach(member -> member.writeEffective(from, out));
        return out;
    }

    /** Returns the part of the answer that only a change of the configuration changes. */
    public ObjectNode tagged(T from) {
        return answer(from).without(names(Trait.VOLATILE));
    }
}
