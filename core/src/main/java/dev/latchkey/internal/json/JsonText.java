package dev.latchkey.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One JSON text, read strictly: UTF-8, one object, no member twice, nothing after it. Faults have line and column, and
 * our own messages, because those of the parser would quote the text, which may contain digests and keys. Immutable.
 */
public final class JsonText {

    private static final int DEEPEST = 64;

    // A pool of its own: the default one leaves its buffers, and so our classes, in the threads of the container.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            // Numbers of unknown members are written back unchanged.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Comparator<Fault.Location> IN_ORDER =
            Comparator.comparingInt(Fault.Location::line).thenComparingInt(Fault.Location::column);

    private final String source;
    private final String text;

    private JsonText(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /**
     * Creates a text.
     *
     * @param source its name in messages: a file's path
     * @throws ConfigurationException if it is not UTF-8
     */
    public static JsonText of(String source, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            throw new ConfigurationException(
                    source,
                    List.of(new Fault(
                            "",
                            "is not UTF-8",
                            new Fault.Location(nameOf(source), line, text.length() - text.lastIndexOf('\n')))));
        }
        // Some editors begin a file with a byte order mark.
        return new JsonText(source, text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /**
     * Returns {@code tree} as indented JSON with a line feed at its end.
     *
     * @throws CharacterCodingException if it contains half of a surrogate pair
     */
    public static byte[] write(JsonNode tree) throws CharacterCodingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = generator(out)) {
            generator.writeTree(tree);
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw unwritable(e);
        }
        return out.toByteArray();
    }

    /**
     * Writes like {@link #write(JsonNode)}, with an additional array at the end, whose elements are created one by one.
     *
     * @param name the name of the array
     * @param elements the elements of the array
     * @throws CharacterCodingException if there is half of a surrogate pair
     */
    public static byte[] write(ObjectNode tree, String name, Iterable<ObjectNode> elements)
            throws CharacterCodingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = generator(out)) {
            generator.writeStartObject();
            for (Map.Entry<String, JsonNode> member : tree.properties()) {
                generator.writeFieldName(member.getKey());
                generator.writeTree(member.getValue());
            }
            generator.writeArrayFieldStart(name);
            for (ObjectNode element : elements) {
                generator.writeTree(element);
            }
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw unwritable(e);
        }
        return out.toByteArray();
    }

    private static JsonGenerator generator(ByteArrayOutputStream out) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        Writer strict = new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder());
        return MAPPER.createGenerator(strict).setPrettyPrinter(printer);
    }

    private static CharacterCodingException unwritable(IOException e) {
        if (e instanceof CharacterCodingException halfASurrogatePair) {
            return halfASurrogatePair;
        }
        throw new UncheckedIOException("a tree in memory could not be written", e);
    }

    /**
     * Returns the text as an object.
     *
     * @throws ConfigurationException if it is not an object
     */
    public ObjectNode object() {
        try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
            JsonNode tree = parse(parser);
            if (!(tree instanceof ObjectNode object)) {
                throw refused(parser, "", "must be one JSON object", parser.currentTokenLocation());
            }
            Faults faults = new Faults();
            if (text.contains("\\u") && (text.contains("\\ud") || text.contains("\\uD"))) {
                checkSurrogates(object, "", faults);
            }
            throwIfAny(faults);
            return object;
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be read", e);
        }
    }

    private @Nullable JsonNode parse(JsonParser parser) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(parser);
            if (tree != null && parser.nextToken() != null) {
                throw refused(parser, "", "has content after the JSON object", parser.currentTokenLocation());
            }
            return tree;
        } catch (JsonEOFException e) {
            throw refused(parser, "", "ends inside the JSON object", e.getLocation());
        } catch (StreamConstraintsException e) {
            throw refused(
                    parser, "", "is nested too deeply, or contains a number or text that is too long", e.getLocation());
        } catch (NumberFormatException e) {
            // Not one of the parser's own exceptions; it repeats the number.
            throw refused(parser, "", "contains a number that is too large", parser.currentTokenLocation());
        } catch (JsonProcessingException e) {
            String message = e.getOriginalMessage();
            boolean twice = message != null && message.startsWith("Duplicate field");
            String pointer = twice ? JsonPointers.member(pointerTo(parser), parser.currentName()) : "";
            throw refused(parser, pointer, twice ? "occurs twice" : "is not valid JSON here", e.getLocation());
        }
    }

    private ConfigurationException refused(
            JsonParser parser, String pointer, String message, @Nullable JsonLocation location) {
        JsonLocation at = location == null ? parser.currentLocation() : location;
        // The parser reports column 0 if the text has no token.
        JsonLocations.Place place = new JsonLocations.Place(at.getLineNr(), Math.max(1, at.getColumnNr()));
        return new ConfigurationException(source, List.of(located(pointer, message, place)));
    }

    private static String pointerTo(JsonParser parser) {
        var parent = parser.getParsingContext().getParent();
        return parent == null
                ? ""
                : JsonPointers.printable(parent.pathAsPointer().toString());
    }

    // An escape can put half a surrogate pair into UTF-8, which cannot be written back.
    private static void checkSurrogates(JsonNode node, String pointer, Faults faults) {
        if (node.isTextual() && !isWhole(node.textValue())) {
            faults.add(pointer, "contains half of a surrogate pair");
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String place = JsonPointers.member(pointer, member.getKey());
            checkSurrogates(member.getValue(), place, faults);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkSurrogates(node.get(i), JsonPointers.element(pointer, i), faults);
            }
        }
    }

    private static boolean isWhole(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i)) && !JsonPointers.isHalfOfPair(value, i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Ends the reading of the text.
     *
     * @throws ConfigurationException if there is a fault; each has its line and column
     */
    public void throwIfAny(Faults faults) {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(source, located(faults));
        }
    }

    /** Returns the faults with lines and columns, in the order of the text. */
    public List<Fault> located(Faults faults) {
        List<Fault> all = faults.asList();
        try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
            JsonLocations places =
                    JsonLocations.find(parser, all.stream().map(Fault::pointer).toList());
            return all.stream()
                    .map(fault -> located(fault.pointer(), fault.message(), places.of(fault.pointer())))
                    .sorted(Comparator.comparing(fault -> Objects.requireNonNull(fault.location()), IN_ORDER))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("a text that was read before could not be read again", e);
        }
    }

    private Fault located(String pointer, String message, JsonLocations.Place place) {
        return new Fault(
                JsonPointers.printable(pointer),
                JsonPointers.printable(message),
                new Fault.Location(nameOf(source), place.line(), place.column()));
    }

    private static String nameOf(String source) {
        return source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
    }
}
