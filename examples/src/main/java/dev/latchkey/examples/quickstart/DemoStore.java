package dev.latchkey.examples.quickstart;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The quick start's store, a file or a database, and its content: three applications, and a service token for each
 * start.
 */
final class DemoStore {

    static final String FILE = "latchkey.json";

    private static final Application MAIN =
            Application.named("main").domain("*").anyValidServiceToken(true).build();

    private static final Application WEBHOOKS = Application.named("webhooks")
            .domain("*/webhooks")
            .readServiceTokensFromHeader("Authorization")
            .anyValidServiceToken(true)
            .build();

    /** The API checks its own tokens, so the filter passes all requests to it. */
    private static final Application MANAGEMENT = Application.named("management")
            .domain("*/client/v4")
            .policy(Policy.builder("the management API has tokens of its own", Policy.Decision.BYPASS)
                    .include(new Rule.Everyone())
                    .build())
            .build();

    private static final Set<String> OVER_THE_API = Set.of("*/client/v4", "*/client");

    private static final String TOKEN_NAME = "quick start ";
    private static final Duration TOKEN_DURATION = Duration.ofDays(30);
    private static final int MOST_ATTEMPTS = 4;

    private DemoStore() {}

    /** Opens the store of these settings, and creates a missing file or missing tables. */
    static OpenStore open(Settings settings) throws StartException, InterruptedException {
        Path directory = settings.data();
        try {
            // Needed with a database, too, for the printed cookie file.
            Files.createDirectories(directory);
            return settings.database() == null ? openFile(directory) : DemoDatabase.open(settings.database());
        } catch (IOException | ConfigurationException e) {
            throw new StartException("the data directory " + directory + " cannot be used (" + why(e) + ")");
        }
    }

    private static OpenStore openFile(Path directory) throws IOException {
        JsonFileStore store = JsonFileStore.builder(directory.resolve(FILE))
                .createIfMissing(true)
                .open();
        String identity = directory.toAbsolutePath().normalize().toString();
        return new OpenStore(
                store, identity, directory.resolve(FILE) + ", which you may edit while this runs", store::close);
    }

    /**
     * Stores and returns a new service token, because the secrets of earlier ones are unknown: only digests are kept. If
     * several quick starts share a database, the first one creates the applications.
     */
    static IssuedServiceToken prepare(OpenStore open, Settings settings, Instant now) throws StartException {
        WritableStore store = open.store();
        IssuedServiceToken issued =
                IssuedServiceToken.issue(TOKEN_NAME + now.truncatedTo(ChronoUnit.SECONDS), TOKEN_DURATION, now);
        try {
            patiently(() -> put(store, settings, issued.token(), now));
            return issued;
        } catch (Exception e) {
            throw new StartException("cannot write to " + open.where() + " (" + why(e) + ")");
        }
    }

    private static ServiceToken put(WritableStore store, Settings settings, ServiceToken made, Instant now)
            throws Exception {
        List<ServiceToken> expired = store.serviceTokens(
                        ServiceTokenQuery.builder().expiresBefore(now).build())
                .tokens();
        return store.change(draft -> {
            draft.put(withAuthDomain(settings, withApplications(draft.configuration())));
            for (ServiceToken token : expired) {
                if (token.name().startsWith(TOKEN_NAME)) {
                    draft.remove(token.id());
                }
            }
            draft.put(made);
            return made;
        });
    }

    /**
     * Repeats a change that timed out, because several quick starts may start at once on a busy machine. Storing the same
     * twice does no harm.
     */
    private static void patiently(Callable<?> task) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                task.call();
                return;
            } catch (JdbcStoreException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static String why(Exception e) {
        return String.valueOf(e instanceof ConfigurationException ? e.getMessage() : e);
    }

    /** Adds the first two only to an empty store, because users may have edited them. */
    private static AccessConfiguration withApplications(AccessConfiguration configuration) {
        List<Application> before = configuration.applications();
        AccessConfiguration result = before.isEmpty() ? configuration.with(MAIN).with(WEBHOOKS) : configuration;
        // A store of an earlier version lacks the third one, or has one that covers more.
        boolean isCovered = before.stream().anyMatch(each -> each.equals(MANAGEMENT) || coversTheApi(each));
        return isCovered ? result : result.with(MANAGEMENT);
    }

    private static boolean coversTheApi(Application application) {
        return application.patterns().stream().map(Object::toString).anyMatch(OVER_THE_API::contains);
    }

    private static AccessConfiguration withAuthDomain(Settings settings, AccessConfiguration configuration) {
        String authDomain = settings.authDomain();
        return authDomain == null
                ? configuration
                : configuration.with(configuration.organization().toBuilder()
                        .authDomain(authDomain)
                        .build());
    }
}
