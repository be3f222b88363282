package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.application.Organization;
import dev.latchkey.application.UrlAmbiguity;
import org.jspecify.annotations.Nullable;

/** Reads {@code organization} (management contract, section 2). Stateless. */
final class OrganizationReader {

    private static final Words<UrlAmbiguity> AMBIGUITIES =
            new Words<>(UrlAmbiguity.values(), UrlAmbiguity::word, UrlAmbiguity::ofWord);

    private OrganizationReader() {}

    /** {@return the settings, or null if they are at fault} */
    static @Nullable Organization read(JsonMembers in) {
        Organization.Builder out = Organization.builder();
        in.text("name", out::name);
        in.text("auth_domain", out::authDomain);
        in.duration("session_duration", out::sessionDuration);
        in.flag("strict_service_token_auth", out::strictServiceTokenAuth);
        in.flag("deny_unmatched_requests", out::denyUnmatchedRequests);
        in.flag("explain_denials", out::explainDenials);
        in.flag("always_secure_cookie", out::alwaysSecureCookie);
        in.parsedTexts("allowed_url_ambiguities", AMBIGUITIES, out::allowUrlAmbiguities);
        in.object("service_token_inactivity", OrganizationReader::checkInactivity);
        in.refuseOthers();
        return in.built(out::build);
    }

    /** {@return {@code service_token_inactivity} as it was written, null where it was not} */
    static @Nullable JsonNode inactivity(JsonMembers in) {
        return in.object().get("service_token_inactivity");
    }

    // Switched off it is kept; switched on it would be a promise that nobody keeps.
    private static void checkInactivity(JsonMembers in) {
        if (in.flag("enabled", false)) {
            in.fault("enabled", "must be false: the clean-up of inactive service tokens is not supported");
        }
        in.require("enabled", "is missing: it must be false");
        in.integer("inactivity_threshold_days");
        in.text("action");
        in.refuseOthers();
    }
}
