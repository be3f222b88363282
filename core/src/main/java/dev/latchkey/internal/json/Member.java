package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One member of a configured type. Everything that reads, writes, shows or documents the member works from this
 * description. Immutable.
 *
 * @param <T> the configured type
 * @param <B> its builder
 * @param <V> the value of the member
 */
public final class Member<T, B, V> {

    /** What sets a member apart from a plain setting. */
    enum Trait {
        /** It is written to a file even if it has its default value. */
        ALWAYS_IN_FILE,
        /** The file does not have it: another member says the same. */
        NOT_IN_FILE,
        /** Answers of the API do not have it. */
        NOT_IN_ANSWERS,
        /** Answers leave it out where others have null. */
        NEVER_NULL,
        /** It is not set by hand, but given once or by what happens. */
        FIXED,
        /** It changes without anybody changing the configuration, so it is not part of the entity tag. */
        VOLATILE,
        /** A PUT without it leaves it as it is. */
        KEPT_BY_PUT,
        /** The set-up with one application in {@code web.xml} has an init-parameter for it. */
        INIT_PARAMETER
    }

    private final String name;
    private final Kind<V> kind;
    private final Function<T, ? extends @Nullable V> getter;
    private final @Nullable BiConsumer<B, V> setter;
    private final String meaning;
    private final Set<Trait> traits;

    /**
     * @param setter null if whoever makes the builder reads the member
     * @param meaning for the reference documentation, in Markdown
     */
    Member(
            String name,
            Kind<V> kind,
            Function<T, ? extends @Nullable V> getter,
            @Nullable BiConsumer<B, V> setter,
            String meaning,
            Trait... traits) {
        this.name = name;
        this.kind = kind;
        this.getter = getter;
        this.setter = setter;
        this.meaning = meaning;
        this.traits = EnumSet.noneOf(Trait.class);
        this.traits.addAll(Set.of(traits));
    }

    /** Returns the name in files, in the API and on the command line. */
    public String name() {
        return name;
    }

    /** Returns what the member is for, in Markdown. */
    public String meaning() {
        return meaning;
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Returns the type that the value has in JSON. */
    JsonNodeType type() {
        return kind.type();
    }

    /** Returns the value in {@code defaults} as a file would have it; null if there is none. */
    @Nullable
    JsonNode byDefault(T defaults) {
        V value = getter.apply(defaults);
        return value == null ? null : kind.inFile(value);
    }

    /** Hands the member's value to the builder. Without a value, or with an invalid one, the builder's default stays. */
    void read(JsonObjectReader in, B out) {
        V value = setter == null ? null : kind.read(in, name);
        if (value != null && setter != null) {
            setter.accept(out, value);
        }
    }

    /** Returns the JSON for a value written as plain text. */
    JsonNode ofText(String text) {
        return kind.ofText(text);
    }

    /** Adds the member to what is kept in a file, unless it has the value that it has in {@code defaults}. */
    void writeToFile(T from, T defaults, ObjectNode out) {
        V value = getter.apply(from);
        boolean isDefault = !is(Trait.ALWAYS_IN_FILE) && Objects.equals(value, getter.apply(defaults));
        JsonNode written = value == null || isDefault || is(Trait.NOT_IN_FILE) ? null : kind.inFile(value);
        if (written != null) {
            out.set(name, written);
        }
    }

    /** Adds the member to an answer, also if it has its default value. */
    void writeToAnswer(T from, ObjectNode out) {
        V value = getter.apply(from);
        boolean leftOut = is(Trait.NOT_IN_ANSWERS) || (value == null && is(Trait.NEVER_NULL));
        if (!leftOut) {
            out.set(name, value == null ? NullNode.getInstance() : kind.inAnswer(value));
        }
    }
}
