package dev.latchkey.examples.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IssueTokenTest {

    @Test
    void addsATokenAndStoresNoSecret(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("latchkey.json");
        JsonFileStore.builder(file).createIfMissing(true).open().close();

        IssuedServiceToken issued = IssueToken.issue(file, "ci");

        assertThat(Files.readString(file)).doesNotContain(issued.secret().reveal());
        try (JsonFileStore store = JsonFileStore.open(file)) {
            assertThat(store.findByClientId(issued.clientId()))
                    .extracting(ServiceToken::name, ServiceToken::digest)
                    .containsExactly("ci", issued.token().digest());
        }
    }
}
