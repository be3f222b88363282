package dev.latchkey.cli;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.PlacedFault;
import dev.latchkey.internal.file.ConfigurationCheck;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.ServiceTokenPage;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.util.ArrayList;
import java.util.List;

/** Reads all that is in a database, as an app would, and looks it over as a file is. Changes nothing. */
final class DatabaseCheck {

    private static final String NAME = "database";

    /** A statement has only so much time. */
    private static final int AT_ONCE = 10_000;

    private final ConfigurationCheck check;

    DatabaseCheck(ConfigurationCheck check) {
        this.check = check;
    }

    /**
     * {@return what was found}
     *
     * @throws Exception if the database cannot be asked
     */
    Checked check(Database database) throws Exception {
        try (JdbcStore store = database.open()) {
            AccessConfiguration configuration = store.configuration();
            AccessDocument document = new AccessDocument(configuration, tokens(store));
            String contents = configuration.applications().size() + " applications, "
                    + document.serviceTokens().size() + " service tokens, "
                    + store.signingKeys().size() + " signing keys";
            List<PlacedFault> warnings = check.warnings(document).stream()
                    .map(warning -> PlacedFault.of(warning, NAME))
                    .toList();
            return new Checked(NAME, contents, List.of(), warnings);
        } catch (ConfigurationException e) {
            // Its message says of which row it is, which its faults do not.
            String message = String.valueOf(e.getMessage()).replaceAll("\\R\\s*", " ");
            return new Checked(NAME, null, List.of(PlacedFault.ofWhole(message)), List.of());
        }
    }

    private static List<ServiceToken> tokens(WritableStore store) throws Exception {
        List<ServiceToken> tokens = new ArrayList<>();
        ServiceTokenPage page;
        do {
            page = store.serviceTokens(ServiceTokenQuery.ALL.page(tokens.size(), AT_ONCE));
            tokens.addAll(page.tokens());
        } while (page.tokens().size() == AT_ONCE);
        return tokens;
    }
}
