package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.latchkey.internal.syntax.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The type of a {@link Member}'s value, with its reader and writers. Immutable.
 *
 * @param <V> the value's type
 */
final class Kind<V> {

    static final Kind<String> TEXT = new Kind<>(JsonNodeType.STRING, JsonObjectReader::text, TextNode::valueOf);
    static final Kind<Boolean> FLAG = new Kind<>(JsonNodeType.BOOLEAN, JsonObjectReader::flag, BooleanNode::valueOf);
    static final Kind<Integer> WHOLE_NUMBER =
            new Kind<>(JsonNodeType.NUMBER, JsonObjectReader::integer, IntNode::valueOf);
    /** A number for which 0 means that it is not set. */
    static final Kind<Integer> COUNT = new Kind<>(JsonNodeType.NUMBER, JsonObjectReader::count, IntNode::valueOf);

    static final Kind<Duration> DURATION = parsed(GoDuration::parse, GoDuration::format);
    static final Kind<Instant> MOMENT = parsed(Rfc3339::parse, Instant::toString);
    static final Kind<UUID> ID = parsed(JsonObjectReader::uuid, UUID::toString);
    static final Kind<List<String>> TEXTS = listOf(Function.identity(), Function.identity());

    /** Reads one member. */
    @FunctionalInterface
    interface Reader<V> {

        /** Returns the value; null if there is none or, with a fault, if it is invalid. */
        @Nullable
        V read(JsonObjectReader in, String name);
    }

    private final JsonNodeType type;
    private final Reader<V> reader;
    private final Function<V, ? extends @Nullable JsonNode> fileWriter;
    private final Function<V, JsonNode> answerWriter;

    Kind(JsonNodeType type, Reader<V> reader, Function<V, JsonNode> writer) {
        this(type, reader, writer, writer);
    }

    /** For values whose file form is shorter; null if the file omits them. */
    Kind(
            JsonNodeType type,
            Reader<V> reader,
            Function<V, ? extends @Nullable JsonNode> fileWriter,
            Function<V, JsonNode> answerWriter) {
        this.type = type;
        this.reader = reader;
        this.fileWriter = fileWriter;
        this.answerWriter = answerWriter;
    }

    /** Returns a kind of string. An {@code IllegalArgumentException} of the parser becomes a fault. */
    static <V> Kind<V> parsed(Function<String, V> parser, Function<V, String> printer) {
        return new Kind<>(
                JsonNodeType.STRING,
                (in, name) -> in.parsed(name, parser),
                value -> TextNode.valueOf(printer.apply(value)));
    }

    /** Returns a kind of array of strings. */
    static <E> Kind<List<E>> listOf(Function<String, E> parser, Function<E, String> printer) {
        return new Kind<>(
                JsonNodeType.ARRAY, (in, name) -> in.parsedTexts(name, parser), values -> array(values, printer));
    }

    /** Returns a kind of array of words, written in the order of the enum. */
    static <E extends Enum<E>> Kind<Collection<E>> setOf(WireNames<E> words) {
        return new Kind<>(
                JsonNodeType.ARRAY,
                (in, name) -> {
                    List<E> read = in.parsedTexts(name, words);
                    return read == null ? null : Set.copyOf(read);
                },
                values -> array(values.stream().sorted().toList(), words::word));
    }

    /** Returns a kind of string: one word of an enum. */
    static <E extends Enum<E>> Kind<E> oneOf(WireNames<E> words) {
        return parsed(words, words::word);
    }

    /**
     * Returns a kind of object with its own catalogue. Its unknown members are faults. An object that sets nothing counts
     * as not set.
     */
    static <T, B> Kind<T> object(Catalogue<T, B> members, Supplier<B> start, Function<B, T> end) {
        return new Kind<>(
                JsonNodeType.OBJECT,
                (in, name) -> {
                    JsonObjectReader inside = in.members(name);
                    if (inside == null) {
                        return null;
                    }
                    B out = start.get();
                    members.read(inside, out);
                    inside.refuseOthers();
                    T built = inside.built(() -> end.apply(out));
                    return members.isDefault(built) ? null : built;
                },
                members::inFile,
                members::answer);
    }

    private static <E> ArrayNode array(Collection<E> values, Function<E, String> printer) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(values.size());
        values.forEach(value -> array.add(printer.apply(value)));
        return array;
    }

    /** Returns the type that the value has in JSON. */
    JsonNodeType type() {
        return type;
    }

    /** Returns the JSON for a value in plain text. The words of an array are separated by commas or white space. */
    JsonNode ofText(String text) {
        if (type == JsonNodeType.BOOLEAN && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(text.equals("true"));
        } else if (type == JsonNodeType.ARRAY) {
            return array(
                    Arrays.stream(text.split("[,\\s]+", -1))
                            .filter(word -> !word.isEmpty())
                            .toList(),
                    Function.identity());
        }
        return TextNode.valueOf(text);
    }

    @Nullable
    V read(JsonObjectReader in, String name) {
        return reader.read(in, name);
    }

    @Nullable
    JsonNode inFile(V value) {
        return fileWriter.apply(value);
    }

    JsonNode inAnswer(V value) {
        return answerWriter.apply(value);
    }
}
