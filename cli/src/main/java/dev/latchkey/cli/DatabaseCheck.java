package dev.latchkey.cli;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.file.CheckResult;
import dev.latchkey.internal.file.ConfigurationCheck;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.util.ArrayList;
import java.util.List;

/** Reads the content of a database as an app would, and checks it like a file. It changes nothing. */
final class DatabaseCheck {

    private static final String NAME = "database";

    /** How many service tokens one statement reads, as its time is limited. */
    private static final int AT_ONCE = 10_000;

    private final ConfigurationCheck check;

    DatabaseCheck(ConfigurationCheck check) {
        this.check = check;
    }

    /**
     * Returns the result of the check.
     *
     * @throws Exception if the database cannot be read
     */
    CheckResult check(TargetDatabase database) throws Exception {
        try (JdbcStore store = database.open()) {
            AccessConfiguration configuration = store.configuration();
            AccessDocument document = new AccessDocument(configuration, tokens(store));
            String contents = configuration.applications().size() + " applications, "
                    + document.serviceTokens().size() + " service tokens, "
                    + store.signingKeys().size() + " signing keys";
            return new CheckResult(
                    NAME, contents, List.of(), check.warnings(document), ConfigurationCheck.protection(configuration));
        } catch (ConfigurationException e) {
            // The message names the row, which the faults do not.
            String message = String.valueOf(e.getMessage()).replaceAll("\\R\\s*", " ");
            return new CheckResult(NAME, null, List.of(new Fault("", message)), List.of(), List.of());
        }
    }

    private static List<ServiceToken> tokens(WritableStore store) throws Exception {
        List<ServiceToken> tokens = new ArrayList<>();
        ServiceTokenQuery.Page page;
        do {
            page = store.serviceTokens(ServiceTokenQuery.ALL.page(tokens.size(), AT_ONCE));
            tokens.addAll(page.tokens());
        } while (page.tokens().size() == AT_ONCE);
        return tokens;
    }
}
