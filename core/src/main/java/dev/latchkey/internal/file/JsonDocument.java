package dev.latchkey.internal.file;

import dev.latchkey.store.AccessDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file holds. Immutable.
 *
 * @param document what has a meaning
 * @param schema the text of {@code $schema}, which is for editors; null where there is none
 */
public record JsonDocument(
        AccessDocument document, @Nullable String schema) {

    /** {@return this with that document; this object where it is the same object} */
    @SuppressWarnings("ReferenceEquality")
    public JsonDocument with(AccessDocument replacement) {
        return replacement == document ? this : new JsonDocument(replacement, schema);
    }
}
