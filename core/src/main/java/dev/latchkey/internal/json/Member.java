package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One member of a configured type. Everything that reads, writes or shows the member works from this description. The
 * schema and the reference are written by hand, and tests compare them with it. Immutable.
 *
 * @param <T> the configured type
 * @param <B> its builder
 * @param <V> the value of the member
 */
public final class Member<T, B, V> {

    /** A difference from a plain setting. */
    enum Trait {
        /** Written even if it has its default value. */
        ALWAYS,
        /** The file omits it, because another member has the same content. */
        NOT_IN_FILE,
        /** Answers of the API omit it. */
        NOT_IN_ANSWERS,
        /** Always written in its normal form, whatever form was sent. */
        NOT_ECHOED,
        /** Set by Latchkey only. */
        FIXED,
        /** It changes without a change of the configuration, so the entity tag does not cover it. */
        VOLATILE,
        /** A PUT without it does not change it. */
        KEPT_BY_PUT,
        /** A filter for one application has an init parameter for it. */
        INIT_PARAMETER
    }

    private final String name;
    private final Kind<V> kind;
    private final Function<T, ? extends @Nullable V> getter;
    private final @Nullable BiConsumer<B, V> setter;
    private final String meaning;
    private final Set<Trait> traits;

    /**
     * @param setter null if the creator of the builder reads the member
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

    /** Describes the time of creation. */
    static <T, B> Member<T, B, Instant> createdAt(
            Function<T, ? extends @Nullable Instant> getter, BiConsumer<B, Instant> setter) {
        return new Member<>("created_at", Kind.MOMENT, getter, setter, "time of creation", Trait.FIXED);
    }

    /** Describes the time of the last change. */
    static <T, B> Member<T, B, Instant> updatedAt(
            Function<T, ? extends @Nullable Instant> getter, BiConsumer<B, Instant> setter) {
        return new Member<>("updated_at", Kind.MOMENT, getter, setter, "time of the last change", Trait.FIXED);
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

    /** Returns the default value in the form of a file; null if there is none. */
    @Nullable
    JsonNode byDefault(T defaults) {
        V value = getter.apply(defaults);
        return value == null ? null : kind.inFile(value);
    }

    /**
     * Passes the member's value to the builder, which keeps its default if the value is missing or invalid.
     *
     * @return the JSON to remember, because the normal form of the value is a different one; null if there is none
     */
    @Nullable
    JsonNode read(JsonObjectReader in, T defaults, B out) {
        V value = setter == null ? null : kind.read(in, name);
        if (value != null && setter != null) {
            setter.accept(out, value);
        }
        JsonNode written = in.object().path(name);
        if (written.isMissingNode() || written.isNull() || is(Trait.FIXED) || is(Trait.NOT_ECHOED)) {
            return null;
        }
        V read = setter == null ? kind.read(quietly(written), name) : value;
        // A value that does not set the member, such as an empty string, is not returned either.
        return read == null || written.equals(normal(read, defaults)) ? null : written;
    }

    private JsonObjectReader quietly(JsonNode written) {
        ObjectNode alone = JsonNodeFactory.instance.objectNode();
        alone.set(name, written);
        return new JsonObjectReader(alone, "", new Faults());
    }

    /** Returns the normal form of a value; null if it need not be written, because it is the default. */
    private @Nullable JsonNode normal(@Nullable V value, T defaults) {
        return value == null || isOmitted(value, defaults) ? null : kind.inAnswer(value);
    }

    private boolean isOmitted(V value, T defaults) {
        return !is(Trait.ALWAYS) && value.equals(getter.apply(defaults));
    }

    /** Returns the JSON as it was sent if it still has the value of {@code from}; otherwise null. */
    private @Nullable JsonNode asWritten(T from, @Nullable JsonNode written) {
        if (written == null) {
            return null;
        }
        JsonObjectReader in = quietly(written);
        V read = kind.read(in, name);
        return in.faults().isEmpty() && read != null && read.equals(getter.apply(from)) ? written : null;
    }

    /** Returns the JSON for a value written as plain text. */
    JsonNode ofText(String text) {
        return kind.ofText(text);
    }

    /** Adds the member to a file. Without {@code written}, it is left out if it has its default value. */
    void writeToFile(T from, T defaults, @Nullable JsonNode written, ObjectNode out) {
        JsonNode node = asWritten(from, written);
        V value = getter.apply(from);
        if (node == null && value != null && !isOmitted(value, defaults)) {
            node = kind.inFile(value);
        }
        if (node != null && !is(Trait.NOT_IN_FILE)) {
            out.set(name, node);
        }
    }

    /** Adds the member to an answer. Without {@code written}, it is left out if it has its default value. */
    void writeToAnswer(T from, T defaults, @Nullable JsonNode written, ObjectNode out) {
        JsonNode node = asWritten(from, written);
        node = node == null ? normal(getter.apply(from), defaults) : node;
        if (node != null && !is(Trait.NOT_IN_ANSWERS)) {
            out.set(name, node);
        }
    }

    /** Adds the member with the value in force, also if that is the default. */
    void writeEffective(T from, ObjectNode out) {
        V value = getter.apply(from);
        if (!is(Trait.NOT_IN_ANSWERS)) {
            out.set(name, value == null ? NullNode.getInstance() : kind.inAnswer(value));
        }
    }
}
