package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Inactivity;
import dev.latchkey.model.Organization;
import dev.latchkey.model.UrlAmbiguity;

/** Writes {@code organization} as {@link OrganizationReader} reads it. Stateless. */
public final class OrganizationWriter {

    private OrganizationWriter() {}

    /** Adds the settings to {@code out}; those of ours that are at their defaults are left out. */
    public static void write(Organization organization, ObjectNode out) {
        out.put("name", organization.name());
        out.put("auth_domain", organization.authDomain());
        Members.put(out, "session_duration", organization.sessionDuration());
        out.put("strict_service_token_auth", organization.strictServiceTokenAuth());
        out.put("deny_unmatched_requests", organization.denyUnmatchedRequests());
        Members.put(out, "explain_denials", organization.explainDenials(), false);
        Members.put(out, "always_secure_cookie", organization.alwaysSecureCookie(), false);
        Members.put(
                out,
                "allowed_url_ambiguities",
                organization.allowedUrlAmbiguities().stream()
                        .sorted()
                        .map(UrlAmbiguity::word)
                        .toList());
        if (!organization.serviceTokenInactivity().equals(Inactivity.OFF)) {
            write(organization.serviceTokenInactivity(), out.putObject("service_token_inactivity"));
        }
        if (!organization.keyRotationInterval().equals(Organization.DEFAULT.keyRotationInterval())) {
            out.put(
                    "key_rotation_interval_days",
                    organization.keyRotationInterval().toDays());
        }
        Members.put(
                out,
                "trusted_proxies",
                organization.trustedProxies().stream().map(CidrBlock::toString).toList());
    }

    /** Adds the members of {@code service_token_inactivity} to {@code out}. */
    public static void write(Inactivity inactivity, ObjectNode out) {
        out.put("enabled", inactivity.enabled());
        out.put("inactivity_threshold_days", inactivity.thresholdDays());
        out.put("action", inactivity.action().word());
    }
}
