package dev.latchkey.internal.json;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Inactivity;
import dev.latchkey.model.Organization;
import dev.latchkey.model.UrlAmbiguity;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code organization} (management contract, section 2). Stateless. */
public final class OrganizationReader {

    private static final Words<UrlAmbiguity> AMBIGUITIES =
            new Words<>(UrlAmbiguity.values(), UrlAmbiguity::word, UrlAmbiguity::ofWord);

    private static final Words<Inactivity.Action> ACTIONS =
            new Words<>(Inactivity.Action.values(), Inactivity.Action::word, Inactivity.Action::ofWord);

    private OrganizationReader() {}

    /** {@return the settings, or null if they are at fault} */
    public static @Nullable Organization read(JsonMembers in) {
        Organization.Builder out = Organization.builder();
        in.text("name", out::name);
        in.text("auth_domain", out::authDomain);
        in.duration("session_duration", out::sessionDuration);
        in.flag("strict_service_token_auth", out::strictServiceTokenAuth);
        in.flag("deny_unmatched_requests", out::denyUnmatchedRequests);
        in.flag("explain_denials", out::explainDenials);
        in.flag("always_secure_cookie", out::alwaysSecureCookie);
        in.parsedTexts("allowed_url_ambiguities", AMBIGUITIES, out::allowUrlAmbiguities);
        in.object("service_token_inactivity", each -> readInactivity(each, out));
        in.integer("key_rotation_interval_days", days -> out.keyRotationInterval(Duration.ofDays(days)));
        in.parsedTexts("trusted_proxies", CidrBlock::parse, out::trustedProxies);
        in.refuseOthers();
        return in.built(out::build);
    }

    private static void readInactivity(JsonMembers in, Organization.Builder out) {
        in.require("enabled", "is missing: it is true or false");
        boolean enabled = in.flag("enabled", false);
        if (enabled) {
            in.require("inactivity_threshold_days", "is missing: it is 30 to 365");
            in.require("action", "is missing: it is disable or delete");
        }
        Integer days = in.integer("inactivity_threshold_days");
        Inactivity.Action action = in.parsed("action", ACTIONS);
        in.refuseOthers();
        Inactivity read = in.built(() -> new Inactivity(
                enabled,
                Objects.requireNonNullElse(days, Inactivity.OFF.thresholdDays()),
                Objects.requireNonNullElse(action, Inactivity.OFF.action())));
        if (read != null) {
            out.serviceTokenInactivity(read);
        }
    }
}
