package dev.latchkey.internal.file;

import dev.latchkey.store.AccessDocument;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a configuration file. Immutable.
 *
 * @param document the configuration and the service tokens
 * @param schema the text of {@code $schema}, which is for editors, or null
 */
public record JsonDocument(
        AccessDocument document, @Nullable String schema) {

    /** Returns a copy with {@code replacement}, or this object if nothing changes. */
    @SuppressWarnings("ReferenceEquality")
    public JsonDocument with(AccessDocument replacement) {
        return replacement == document ? this : new JsonDocument(replacement, schema);
    }
}
