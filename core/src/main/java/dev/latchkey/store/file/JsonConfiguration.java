package dev.latchkey.store.file;

import dev.latchkey.internal.file.DanglingTokenReferences;
import dev.latchkey.internal.file.JsonDocumentReader;
import dev.latchkey.internal.file.UnknownMembers;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a configuration (management contract, section 4) from a read-only source, such as a resource on the class path.
 * For a file that changes while the app runs, use {@link JsonFileStore}. Stateless.
 */
public final class JsonConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(JsonConfiguration.class);

    private JsonConfiguration() {}

    /**
     * Reads a whole configuration.
     *
     * @param source its name in messages, for example {@code WEB-INF/latchkey.json}
     * @param in JSON in UTF-8; read to its end, not closed
     * @param hasher decides which digests can be verified: {@code hmac-sha256} requires a pepper
     * @throws IOException if it cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if it is invalid: with every fault, its member, line
     *     and column
     */
    public static AccessDocument read(String source, InputStream in, SecretHasher hasher) throws IOException {
        AccessDocument document =
                new JsonDocumentReader(hasher).read(source, in.readAllBytes()).document();
        DanglingTokenReferences.in(document).forEach(rule -> LOG.warn("{}: {}", source, rule));
        UnknownMembers.in(document).forEach(member -> LOG.warn("{}: {}", source, member));
        return document;
    }
}
