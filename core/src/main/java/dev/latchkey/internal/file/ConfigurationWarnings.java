package dev.latchkey.internal.file;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationMembers;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.policy.ConfigurationRisks;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Finds settings that are valid but may be unintended. Used once. */
final class ConfigurationWarnings {

    private final AccessDocument document;
    private final AccessConfiguration configuration;
    private final Instant now;
    private final Instant soon;
    private final Faults found = new Faults();

    /**
     * Creates a search.
     *
     * @param soon how long before its expiry a service token is reported
     */
    ConfigurationWarnings(AccessDocument document, Instant now, Duration soon) {
        this.document = document;
        this.configuration = document.configuration();
        this.now = now;
        this.soon = now.plus(soon);
    }

    /** Returns the warnings with pointers into the document; parts of an application have the application's pointer. */
    Faults find() {
        checkOrganization(configuration.organization());
        List<Application> applications = configuration.applications();
        ConfigurationRisks.find(configuration)
                .forEach(risk -> found.add(risk.pointer(), JsonPointers.printable(risk.message())));
        for (int i = 0; i < applications.size(); i++) {
            checkApplication(applications.get(i), JsonPointers.element("/applications", i));
        }
        DanglingTokenReferences.find(document).asList().forEach(each -> found.add(each.pointer(), each.message()));
        List<ServiceToken> tokens = document.serviceTokens();
        for (int i = 0; i < tokens.size(); i++) {
            checkToken(tokens.get(i), JsonPointers.element("/service_tokens", i));
        }
        return found;
    }

    private void checkOrganization(Organization organization) {
        if (organization.explainDenials()) {
            found.add("/organization/explain_denials", "tells denied clients why; not meant for production");
        }
        if (!organization.denyUnmatchedRequests()) {
            found.add(
                    "/organization/deny_unmatched_requests",
                    "admits everybody without credentials to URLs that no application covers");
        }
        if (!organization.allowedUrlAmbiguities().isEmpty()) {
            found.add(
                    "/organization/allowed_url_ambiguities",
                    "admits URLs that the container and the filter may read differently: "
                            + organization.allowedUrlAmbiguities().stream()
                                    .sorted()
                                    .map(UrlAmbiguity::word)
                                    .collect(Collectors.joining(", ")));
        }
        Inactivity inactivity = organization.serviceTokenInactivity();
        if (inactivity.enabled()) {
            found.add(
                    "/organization/service_token_inactivity",
                    "service tokens that are unused for " + inactivity.thresholdDays() + " days are "
                            + (inactivity.action() == Inactivity.Action.DELETE ? "deleted" : "disabled"));
        }
    }

    private void checkApplication(Application application, String pointer) {
        String name = "application " + JsonPointers.printable(application.name());
        if (application.policies().isEmpty()) {
            if (!application.settings().anyValidServiceToken()) {
                found.add(pointer, name + " admits nobody: it has no policy");
            }
        } else if (application.policies().stream().noneMatch(ConfigurationWarnings::admitsSomebody)) {
            found.add(pointer, name + " admits nobody: it has no policy non_identity or bypass");
        }
        for (String member : application.otherMembers().keySet()) {
            if (!ApplicationMembers.isKnown(member)) {
                found.add(JsonPointers.member(pointer, member), ApplicationMembers.notice(member));
            }
        }
        if (application.settings().exposeCredentials()) {
            found.add(pointer + "/expose_credentials", "exposes the secrets of clients to the app");
        }
        if (application.settings().sharedCaching()) {
            found.add(
                    pointer + "/shared_caching",
                    "allows shared caches to serve the app's responses to clients without credentials");
        }
    }

    private static boolean admitsSomebody(Policy policy) {
        return policy.decision() == Policy.Decision.NON_IDENTITY || policy.decision() == Policy.Decision.BYPASS;
    }

    private void checkToken(ServiceToken token, String pointer) {
        String name = "service token " + JsonPointers.printable(token.name());
        if (!token.expiresAt().isAfter(now)) {
            found.add(pointer, name + " expired at " + token.expiresAt());
        } else if (token.expiresAt().isBefore(soon)) {
            found.add(pointer, name + " expires at " + token.expiresAt());
        }
    }
}
