package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.UrlAmbiguity;

/**
 * Writes the settings above all applications for whoever asks: with every member, also those at their defaults, but for
 * {@code key_rotation_interval_days}, which stands with the keys (management contract, section 2). Stateless.
 */
public final class OrganizationAnswer {

    private OrganizationAnswer() {}

    /** {@return the settings} */
    public static ObjectNode write(Organization organization) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("name", organization.name());
        out.put("auth_domain", organization.authDomain());
        out.put("session_duration", Members.text(organization.sessionDuration()));
        out.put("strict_service_token_auth", organization.strictServiceTokenAuth());
        OrganizationWriter.write(organization.serviceTokenInactivity(), out.putObject("service_token_inactivity"));
        out.put("deny_unmatched_requests", organization.denyUnmatchedRequests());
        out.put("explain_denials", organization.explainDenials());
        out.put("always_secure_cookie", organization.alwaysSecureCookie());
        ArrayNode ambiguities = out.putArray("allowed_url_ambiguities");
        organization.allowedUrlAmbiguities().stream()
                .sorted()
                .map(UrlAmbiguity::word)
                .forEach(ambiguities::add);
        ArrayNode proxies = out.putArray("trusted_proxies");
        organization.trustedProxies().stream().map(CidrBlock::toString).forEach(proxies::add);
        return out;
    }
}
