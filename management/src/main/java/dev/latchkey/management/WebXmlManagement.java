package dev.latchkey.management;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.management.ManagementToken.Scope;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.servlet.parameters.DatabaseParameters;
import dev.latchkey.servlet.parameters.InitParameters;
import dev.latchkey.servlet.parameters.OpenResources;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.servlet.parameters.StoreOpener;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates the API from a servlet's init parameters, which {@code docs/api.md} describes.
 * Thread-safe.
 */
final class WebXmlManagement {

    private static final String ACCOUNT_ID = "account-id";
    private static final String TOKENS = "management-tokens";
    private static final String CONFIGURATION = "configuration";

    private static final int PARTS_OF_A_TOKEN = 3;

    private final ParameterExpansion expansion;

    WebXmlManagement(ParameterExpansion expansion) {
        this.expansion = expansion;
    }

    /** Returns an instance that reads the environment and the system properties of this process. */
    static WebXmlManagement ofProcess() {
        return new WebXmlManagement(ParameterExpansion.ofProcess());
    }

    /**
     * Creates the API.
     *
     * @throws ServletException if parameters are invalid, or the store cannot be read; lists every fault
     */
    ConfiguredManagement open(ServletConfig config) throws ServletException {
        OpenResources opened = new OpenResources();
        boolean complete = false;
        try {
            InitParameters parameters = new InitParameters(config, known(), expansion);
            Administration shared = shared(config);
            SecretHasher hasher = hasher(parameters);
            checkStore(parameters, shared);
            Path file = parameters.path(CONFIGURATION);
            Path keyFile = parameters.path(InitParameters.KEY_FILE);
            StoreOpener database = DatabaseParameters.read(parameters, InstantSource.system());
            String accountId = accountId(parameters);
            List<ManagementToken> tokens = tokens(parameters);
            parameters.check();
            WritableStore own = own(file, keyFile, database, hasher, cannotStart(config));
            if (own != null) {
                opened.addIfCloseable(own);
            }
            ManagementApi api = api(own == null ? shared : of(own, hasher), hasher, accountId, tokens);
            complete = true;
            return new ConfiguredManagement(api, opened);
        } catch (ConfigurationException e) {
            throw new ServletException(cannotStart(config) + e.getMessage(), e);
        } catch (IOException e) {
            // The message alone is often no more than the name of a file.
            throw new ServletException(cannotStart(config) + e, e);
        } finally {
            if (!complete) {
                opened.close();
            }
        }
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(DatabaseParameters.PARAMETERS);
        known.addAll(List.of(ACCOUNT_ID, TOKENS, CONFIGURATION, InitParameters.KEY_FILE, InitParameters.PEPPER));
        return known;
    }

    private static @Nullable WritableStore own(
            @Nullable Path file,
            @Nullable Path keyFile,
            @Nullable StoreOpener database,
            SecretHasher hasher,
            String cannotStart)
            throws IOException, ServletException {
        if (file != null) {
            JsonFileStore.Builder builder = JsonFileStore.builder(file).secretHasher(hasher);
            if (keyFile != null) {
                builder.keyFile(keyFile);
            }
            return builder.open();
        } else if (database != null) {
            return database.open(cannotStart);
        }
        return null;
    }

    private static String cannotStart(ServletConfig config) {
        return "the servlet " + config.getServletName() + " cannot start: ";
    }

    private static @Nullable Administration shared(ServletConfig config) {
        return config.getServletContext().getAttribute(AccessFilter.ADMINISTRATION) instanceof Administration found
                ? found
                : null;
    }

    private static Administration of(WritableStore store, SecretHasher hasher) {
        return Administration.builder(store).secretHasher(hasher).build();
    }

    private static ManagementApi api(
            @Nullable Administration administration,
            SecretHasher hasher,
            @Nullable String accountId,
            List<ManagementToken> tokens) {
        if (administration == null || accountId == null) {
            throw new IllegalStateException("parameters without a fault name an account and a store");
        }
        ManagementServlet.Builder builder =
                ManagementServlet.builder(administration).accountId(accountId).secretHasher(hasher);
        tokens.forEach(token -> builder.token(token.name(), token.scope(), token.digest()));
        return builder.api();
    }

    private static SecretHasher hasher(InitParameters parameters) {
        if (!parameters.has(CONFIGURATION) && !parameters.has(DatabaseParameters.DATA_SOURCE)) {
            parameters.refuse(
                    List.of(InitParameters.PEPPER),
                    "requires configuration or data-source; otherwise the filter's pepper is used");
        }
        return parameters.hasher();
    }

    /** Checks that there is exactly one store: the filter's, or the servlet's own. */
    private static void checkStore(InitParameters parameters, @Nullable Administration shared) {
        if (!parameters.has(CONFIGURATION)) {
            parameters.refuse(List.of(InitParameters.KEY_FILE), "requires configuration");
        }
        boolean hasFile = parameters.has(CONFIGURATION);
        boolean hasDatabase = parameters.has(DatabaseParameters.DATA_SOURCE);
        if (shared != null) {
            parameters.refuse(
                    List.of(CONFIGURATION, DatabaseParameters.DATA_SOURCE),
                    "cannot be set, because the API manages the store of this web app's filter");
        } else if (hasFile && hasDatabase) {
            parameters.fault(
                    CONFIGURATION, "cannot be combined with data-source; the database holds the whole configuration");
        } else if (!hasFile && !hasDatabase) {
            parameters.fault(
                    CONFIGURATION,
                    "is missing; set it or data-source, because no running filter of this web app has a store");
        }
    }

    private static @Nullable String accountId(InitParameters parameters) {
        String text = parameters.text(ACCOUNT_ID);
        if (!parameters.has(ACCOUNT_ID) || (text != null && Route.parse(text) == null)) {
            parameters.fault(ACCOUNT_ID, "must be 32 hex characters, such as the output of openssl rand -hex 16");
        }
        return text;
    }

    /** Returns the management tokens. A fault names the position of a token, because its text could be a secret. */
    private static List<ManagementToken> tokens(InitParameters parameters) {
        String text = parameters.text(TOKENS);
        List<ManagementToken> tokens = new ArrayList<>();
        if (!parameters.has(TOKENS)) {
            parameters.fault(TOKENS, "is missing; the API requires a management token");
        }
        String[] entries = text == null ? new String[0] : text.split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            try {
                tokens.add(token(entries[i].strip().split("\\s+", -1)));
            } catch (IllegalArgumentException | ConfigurationException e) {
                parameters.fault(TOKENS, "number " + (i + 1) + " must be <name> read|write <digest of its secret>");
            }
        }
        return tokens;
    }

    private static ManagementToken token(String[] parts) {
        Scope scope = parts.length == PARTS_OF_A_TOKEN ? Scope.ofWord(parts[1]) : null;
        if (scope == null) {
            throw new IllegalArgumentException("not a management token");
        }
        return new ManagementToken(parts[0], scope, SecretDigest.parse(parts[2]));
    }
}
