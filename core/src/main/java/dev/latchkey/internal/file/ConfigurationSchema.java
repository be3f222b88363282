package dev.latchkey.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema (draft 2020-12) of the configuration file (management contract, section 4), by which editors complete
 * and check it. What it refuses, Latchkey refuses, too; what hangs on more than one place, such as ids that must be
 * unique, only Latchkey finds. Stateless.
 */
public final class ConfigurationSchema {

    private static final String RESOURCE = "latchkey.schema.json";

    private ConfigurationSchema() {}

    /** {@return the schema, as JSON with a line feed at its end} */
    public static String text() {
        try (InputStream in = ConfigurationSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " could not be read", e);
        }
    }
}
