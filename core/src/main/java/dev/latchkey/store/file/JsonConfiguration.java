package dev.latchkey.store.file;

import dev.latchkey.internal.file.JsonDocumentReader;
import dev.latchkey.internal.file.UnknownTokens;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a configuration (management contract, section 4) from wherever it is: a resource on the class path or in a web
 * archive, which nobody writes to. For a file that is changed while the app runs there is {@link JsonFileStore}.
 * Stateless.
 */
public final class JsonConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(JsonConfiguration.class);

    private JsonConfiguration() {}

    /**
     * Reads a configuration whole.
     *
     * @param source its name in messages, for example {@code WEB-INF/latchkey.json}
     * @param in its JSON in UTF-8; read to its end, not closed
     * @param hasher tells which digests can be compared: {@code hmac-sha256} ones are refused where it has no pepper
     * @throws IOException if it cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if it is not JSON or breaks a rule: with every fault,
     *     each with member, line and column
     */
    public static AccessDocument read(String source, InputStream in, SecretHasher hasher) throws IOException {
        AccessDocument document =
                new JsonDocumentReader(hasher).read(source, in.readAllBytes()).document();
        UnknownTokens.in(document).forEach(rule -> LOG.warn("{}: {}", source, rule));
        return document;
    }
}
