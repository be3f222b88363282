package dev.latchkey.management;

import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonValues;
import java.util.Set;

/**
 * Members that Cloudflare's API has and that mean nothing here. Clients send them whole, so those that say nothing are
 * passed over; one that says something is refused, as it would change who gets in, or how. Stateless.
 */
final class UnsupportedMembers {

    private static final Set<String> OF_AN_ORGANIZATION = Set.of(
            "allow_authenticate_via_warp",
            "auto_redirect_to_identity",
            "custom_pages",
            "deny_unmatched_requests_exempted_zone_names",
            "is_ui_read_only",
            "login_design",
            "mfa_config",
            "mfa_configuration_allowed",
            "mfa_piv_key_requirements",
            "mfa_required_for_all_apps",
            "mfa_ssh_piv_key_requirements",
            "trusted_accounts",
            "ui_read_only_toggle_reason",
            "user_seat_expiration_inactive_time",
            "warp_auth_non_browser_401",
            "warp_auth_session_duration");

    /** Others are kept as they are; what stands in these would be kept in clear, and told to every reader. */
    private static final Set<String> WITH_CREDENTIALS = Set.of("client_secret", "saas_app", "scim_config");

    private UnsupportedMembers() {}

    static void passOverInApplication(JsonObjectReader application) {
        for (String name : WITH_CREDENTIALS) {
            if (application.has(name)
                    && !JsonValues.saysNothing(application.object().path(name))) {
                application.fault(
                        name,
                        "holds credentials, which would be kept in clear and told to every reader: only null and what"
                                + " is empty is taken");
            }
        }
    }

    static void passOverInOrganization(JsonObjectReader organization) {
        OF_AN_ORGANIZATION.forEach(name -> passOver(organization, name));
    }

    private static void passOver(JsonObjectReader members, String name) {
        if (members.has(name) && !JsonValues.saysNothing(members.object().path(name))) {
            members.fault(name, "is not supported here: only null, false and what is empty is taken");
        }
    }
}
