package dev.latchkey.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.file.Documents;
import dev.latchkey.internal.file.LogCapture;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonConfigurationTest {

    @Test
    void readsResourceAndWarns() throws IOException {
        String text = Documents.rule("deny", "{'service_token': {'token_id': '6b1d0c5e-27bb-4c0e-8d0d-0123456789ab'}}");
        try (LogCapture log = new LogCapture()) {
            AccessDocument document = read(text);

            assertThat(document.configuration().applications()).hasSize(1);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN WEB-INF/latchkey.json: policy p refers to the service token 6b1d0c5e");
        }
    }

    @Test
    void warnsOfUnknownMembers() throws IOException {
        try (LogCapture log = new LogCapture()) {
            read("{'applications': [{'name': 'a', 'domain': '*', 'any_valid_service_token': true, 'policy': []}]}");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN WEB-INF/latchkey.json: application a: policy is an unknown member")
                    .endsWith("it is kept and has no effect");
        }
    }

    @Test
    void rejectsInvalidResource() {
        assertThatThrownBy(() -> read("{'policy': []}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("WEB-INF/latchkey.json: /policy: unknown member (latchkey.json:1:2)");
    }

    private static AccessDocument read(String text) throws IOException {
        return JsonConfiguration.read(
                "WEB-INF/latchkey.json", new ByteArrayInputStream(Documents.bytes(text)), SecretHasher.sha256());
    }
}
