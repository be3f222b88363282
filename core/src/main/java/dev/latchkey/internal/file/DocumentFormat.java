package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.tokens.ServiceTokenTable;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The format of the configuration file (management contract, section 4). Thread-safe. */
public final class DocumentFormat implements FileFormat<JsonDocument> {

    private final JsonDocumentReader reader;

    public DocumentFormat(SecretHasher hasher) {
        this.reader = new JsonDocumentReader(hasher);
    }

    @Override
    public JsonDocument nothing() {
        return new JsonDocument(AccessDocument.EMPTY, null);
    }

    @Override
    public JsonDocument read(String source, byte[] bytes) {
        return reader.read(source, bytes);
    }

    @Override
    public byte[] write(JsonDocument contents) {
        return JsonDocumentWriter.write(contents);
    }

    // The gate prepares each new configuration object, which is unnecessary if only service tokens changed.
    @Override
    public JsonDocument reusing(JsonDocument before, JsonDocument now) {
        AccessConfiguration old = before.document().configuration();
        if (!old.equals(now.document().configuration())) {
            return now;
        }
        return now.with(now.document().with(old));
    }

    /**
     * {@inheritDoc} It reads only new service tokens: unchanged objects came from the file and would be read back the
     * same. For a large file this saves most of the time of a change.
     */
    @Override
    public JsonDocument readBack(String source, JsonDocument before, JsonDocument written, byte[] bytes) {
        JsonDocument changed = written.with(new AccessDocument(
                written.document().configuration(), newTokens(before.document(), written.document())));
        JsonDocument read;
        try {
            read = reader.read(source, write(changed));
        } catch (ConfigurationException e) {
            // The whole file has the same fault, with its proper location.
            return reusing(before, reader.read(source, bytes));
        }
        Map<UUID, @Nullable ServiceToken> readBack = new LinkedHashMap<>();
        read.document().serviceTokens().forEach(token -> readBack.put(token.id(), token));
        List<ServiceToken> tokens =
                ServiceTokenTable.of(written.document().serviceTokens()).with(readBack);
        return reusing(before, read.with(new AccessDocument(read.document().configuration(), tokens)));
    }

    @SuppressWarnings("ReferenceEquality")
    private static List<ServiceToken> newTokens(AccessDocument before, AccessDocument written) {
        return written.serviceTokens().stream()
                .filter(token -> token != before.serviceToken(token.id()))
                .toList();
    }

    @Override
    public String describe(JsonDocument contents) {
        AccessDocument document = contents.document();
        return document.configuration().applications().size() + " applications, "
                + document.serviceTokens().size() + " service tokens";
    }

    @Override
    public List<String> warnings(JsonDocument before, JsonDocument now) {
        return Stream.of(
                        RevocationRollback.in(
                                before.document().configuration(),
                                now.document().configuration()),
                        DanglingTokenReferences.in(now.document()),
                        UnknownMembers.in(now.document()))
                .flatMap(List::stream)
                .toList();
    }
}
