package dev.latchkey.examples.quickstart;

import dev.latchkey.application.Application;
import dev.latchkey.application.Policy;
import dev.latchkey.application.PolicyDecision;
import dev.latchkey.application.Rule;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.json.JsonFileStore;
import dev.latchkey.token.IssuedServiceToken;
import dev.latchkey.token.ServiceToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** The quick start's configuration file, and what stands in it: three applications and a service token for each start. */
final class DemoStore {

    static final String FILE = "latchkey.json";

    private static final Application MAIN =
            Application.named("main").domain("*").anyValidServiceToken(true).build();

    private static final Application WEBHOOKS = Application.named("webhooks")
            .domain("*/webhooks")
            .readServiceTokensFromHeader("Authorization")
            .anyValidServiceToken(true)
            .build();

    /** The API has tokens of its own, which the filter does not know: so it lets everybody through to it. */
    private static final Application MANAGEMENT = Application.named("management")
            .domain("*/client/v4")
            .policy(Policy.builder("the management API has tokens of its own", PolicyDecision.BYPASS)
                    .include(new Rule.Everyone())
                    .build())
            .build();

    private static final Set<String> OVER_THE_API = Set.of("*/client/v4", "*/client");

    private static final String TOKEN_NAME = "quick start ";
    private static final Duration TOKEN_DURATION = Duration.ofDays(30);

    private DemoStore() {}

    /** {@return the store in this directory, which is made if it is not there} */
    static JsonFileStore open(Path directory) throws StartException {
        try {
            Files.createDirectories(directory);
            return JsonFileStore.builder(directory.resolve(FILE))
                    .createIfMissing(true)
                    .open();
        } catch (IOException | ConfigurationException e) {
            throw unusable(directory, e);
        }
    }

    /** {@return a new service token, stored} The secrets of earlier ones are not known any more: only digests are kept. */
    static IssuedServiceToken prepare(JsonFileStore store, Settings settings, Instant now) throws StartException {
        IssuedServiceToken issued =
                IssuedServiceToken.issue(TOKEN_NAME + now.truncatedTo(ChronoUnit.SECONDS), TOKEN_DURATION, now);
        try {
            store.update(document -> withAuthDomain(settings, withApplications(withoutExpiredTokens(now, document)))
                    .with(issued.token()));
        } catch (IOException | ConfigurationException e) {
            throw unusable(settings.data(), e);
        }
        return issued;
    }

    private static StartException unusable(Path directory, Exception why) {
        String text = why instanceof ConfigurationException ? why.getMessage() : why.toString();
        return new StartException("the data directory " + directory + " cannot be used (" + text + ")");
    }

    private static AccessDocument withoutExpiredTokens(Instant now, AccessDocument document) {
        AccessDocument result = document;
        for (ServiceToken token : document.serviceTokens()) {
            if (token.name().startsWith(TOKEN_NAME) && !token.expiresAt().isAfter(now)) {
                result = result.withoutServiceToken(token.clientId());
            }
        }
        return result;
    }

    /** The first two only the first time: later, somebody may have edited them. */
    private static AccessDocument withApplications(AccessDocument document) {
        List<Application> before = document.configuration().applications();
        AccessDocument result = before.isEmpty() ? document.with(MAIN).with(WEBHOOKS) : document;
        // A directory of an earlier version has no third one yet, or one that covers more.
        boolean isCovered = before.stream().anyMatch(each -> each.equals(MANAGEMENT) || coversTheApi(each));
        return isCovered ? result : result.with(MANAGEMENT);
    }

    private static boolean coversTheApi(Application application) {
        return application.patterns().stream().map(Object::toString).anyMatch(OVER_THE_API::contains);
    }

    private static AccessDocument withAuthDomain(Settings settings, AccessDocument document) {
        String authDomain = settings.authDomain();
        return authDomain == null
                ? document
                : document.with(document.configuration().organization().toBuilder()
                        .authDomain(authDomain)
                        .build());
    }
}
