package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretHasher;

class JsonDocumentReaderFuzzTest {

    private static final JsonDocumentReader READER = new JsonDocumentReader(SecretHasher.sha256());

    @FuzzTest(maxDuration = "1m")
    void readsOrRejects(byte[] text) {
        JsonDocument document;
        try {
            document = READER.read("latchkey.json", text);
        } catch (ConfigurationException refused) {
            FaultPlaces.everyFaultHasItsPlace(refused, "latchkey.json", text);
            return;
        }
        byte[] written = JsonDocumentWriter.write(document);
        assertThat(JsonDocumentWriter.write(READER.read("latchkey.json", written)))
                .isEqualTo(written);
    }
}
