package dev.latchkey.internal.json;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The known members of an application: ours, and those of Cloudflare's self-hosted applications that have no meaning
 * without a login page and are kept (management contract, section 2). Unknown members are kept, too, but are most likely
 * misspelled. Stateless.
 */
public final class ApplicationMembers {

    private static final Set<String> WITHOUT_MEANING = Set.of(
            "allow_authenticate_via_warp",
            "allow_iframe",
            "allowed_idps",
            "app_launcher_logo_url",
            "app_launcher_visible",
            "auto_redirect_to_identity",
            "bg_color",
            "custom_deny_url",
            "custom_non_identity_deny_url",
            "custom_pages",
            "domain_type",
            "eager_redirect_cookie_setting",
            "enable_binding_cookie",
            "footer_links",
            "gateway_rules",
            "header_bg_color",
            "landing_page_design",
            "logo_url",
            "mfa_config",
            "oauth_configuration",
            "options",
            "private_address",
            "scim_config",
            "skip_app_launcher_login_page",
            "skip_interstitial",
            "tags",
            "target_criteria",
            "use_clientless_isolation_app_launcher_url");

    private static final Set<String> KNOWN = union(ApplicationFormat.MEMBERS.names(), WITHOUT_MEANING);

    /** The maximum number of wrong, missing or extra letters of a misspelled name. */
    private static final int CLOSE = 3;

    private static final int LONGEST = 64;

    private ApplicationMembers() {}

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }

    /** Returns whether a member with this name is known, with a meaning or without. */
    public static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    /** Returns the known member that {@code name} most likely means, or null if none is close. */
    public static @Nullable String nearest(String name) {
        if (name.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Math.min(CLOSE, name.length() / 3) + 1;
        for (String known : KNOWN) {
            int distance = distance(name, known);
            // Of two equally close names, always the same one.
            if (distance < least || (distance == least && nearest != null && known.compareTo(nearest) < 0)) {
                least = distance;
                nearest = known;
            }
        }
        return nearest;
    }

    /** Returns a warning about an unknown member, safe to print. */
    public static String notice(String name) {
        String nearest = nearest(name);
        String hint = nearest == null ? "" : "; did you mean " + nearest + "?";
        return JsonPointers.printable(name) + " is an unknown member: it is kept and has no effect" + hint;
    }

    /** Returns the Levenshtein distance: how many letters to insert, delete or replace. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
