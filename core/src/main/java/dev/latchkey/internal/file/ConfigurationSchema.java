package dev.latchkey.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema (draft 2020-12) of the configuration file (management contract, section 4), with which editors
 * complete and check it. Latchkey rejects everything that the schema rejects, and also finds faults across several
 * places, such as duplicate IDs. Stateless.
 */
public final class ConfigurationSchema {

    private static final String RESOURCE = "latchkey.schema.json";

    private ConfigurationSchema() {}

    /** Returns the schema as JSON with a final line feed. */
    public static String text() {
        try (InputStream in = ConfigurationSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
