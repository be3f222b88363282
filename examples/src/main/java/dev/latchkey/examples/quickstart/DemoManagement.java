package dev.latchkey.examples.quickstart;

import dev.latchkey.admin.Administration;
import dev.latchkey.management.ManagementServlet;
import dev.latchkey.management.ManagementToken;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretFormat;
import dev.latchkey.model.SecretHasher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The quick start's management API, with a new management token for each start, which is not stored.
 *
 * @param accountId the account ID in the API's paths; the same for the same store
 * @param token the management token
 */
record DemoManagement(String accountId, ClientSecret token) {

    /** The path of the API, which the application {@code management} opens. */
    static final String PATH = "client/v4";

    private static final SecretFormat FORMAT = new SecretFormat("lkmt_");

    static DemoManagement of(OpenStore open) {
        UUID account = UUID.nameUUIDFromBytes(("latchkey:account:" + open.identity()).getBytes(StandardCharsets.UTF_8));
        return new DemoManagement(account.toString().replace("-", ""), FORMAT.generate(new SecureRandom()));
    }

    ManagementServlet servlet(Administration administration) {
        return ManagementServlet.builder(administration)
                .accountId(accountId)
                .token(
                        "quick-start",
                        ManagementToken.Scope.WRITE,
                        SecretHasher.sha256().digest(token))
                .build();
    }
}
