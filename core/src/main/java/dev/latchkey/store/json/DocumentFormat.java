package dev.latchkey.store.json;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.token.SecretHasher;
import dev.latchkey.token.ServiceToken;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The configuration file (management contract, section 4). Thread-safe. */
final class DocumentFormat implements FileFormat<DocumentFormat.Contents> {

    /** A configuration file with its service tokens by client id. */
    record Contents(JsonDocument json, Map<String, ServiceToken> byClientId) {

        static Contents of(JsonDocument json) {
            return new Contents(
                    json,
                    json.document().serviceTokens().stream()
                            .collect(Collectors.toUnmodifiableMap(ServiceToken::clientId, Function.identity())));
        }

        AccessDocument document() {
            return json.document();
        }

        /** {@return these contents with this document; this object where it is the same object} */
        @SuppressWarnings("ReferenceEquality")
        Contents with(AccessDocument document) {
            return document == json.document() ? this : of(new JsonDocument(document, json.kept()));
        }
    }

    private final JsonDocumentReader reader;

    DocumentFormat(SecretHasher hasher) {
        this.reader = new JsonDocumentReader(hasher);
    }

    @Override
    public Contents nothing() {
        return Contents.of(new JsonDocument(AccessDocument.EMPTY, KeptMembers.NONE));
    }

    @Override
    public Contents read(String source, byte[] bytes) {
        return Contents.of(reader.read(source, bytes));
    }

    @Override
    public byte[] write(Contents contents) {
        return JsonDocumentWriter.write(contents.json());
    }

    // The gate prepares each configuration object that is new to it: a token's change must not look like one of those.
    @Override
    public Contents reusing(Contents before, Contents now) {
        AccessConfiguration old = before.document().configuration();
        if (!JsonDocumentWriter.areTheSame(old, now.document().configuration())) {
            return now;
        }
        AccessDocument document = new AccessDocument(
                old, now.document().policies(), now.document().serviceTokens());
        return new Contents(new JsonDocument(document, now.json().kept()), now.byClientId());
    }

    @Override
    public String describe(Contents contents) {
        AccessDocument document = contents.document();
        return document.configuration().applications().size() + " applications, "
                + document.serviceTokens().size() + " service tokens";
    }

    @Override
    public List<String> warnings(Contents contents) {
        return UnknownTokens.in(contents.document());
    }
}
