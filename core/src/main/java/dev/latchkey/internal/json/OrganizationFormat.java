package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Organization.UrlAmbiguity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code organization} (management contract, section 2). Stateless. */
public final class OrganizationFormat {

    private static final WireNames<UrlAmbiguity> AMBIGUITIES =
            new WireNames<>(UrlAmbiguity.values(), UrlAmbiguity::word);
    private static final WireNames<Inactivity.Action> ACTIONS =
            new WireNames<>(Inactivity.Action.values(), Inactivity.Action::word);

    /** All members. To add a setting, add it here and to {@link Organization}. */
    public static final Catalogue<Organization, Organization.Builder> MEMBERS = new Catalogue<
                    Organization, Organization.Builder>(
                    Organization.DEFAULT,
                    List.of(
                            new Member<>(
                                    "name", Kind.TEXT, Organization::name, Organization.Builder::name, "display name"),
                            new Member<>(
                                    "auth_domain",
                                    Kind.TEXT,
                                    Organization::authDomain,
                                    Organization.Builder::authDomain,
                                    "host of the issuer, `https://<auth_domain>`; a change ends all sessions",
                                    Trait.INIT_PARAMETER),
                            new Member<>(
                                    "session_duration",
                                    Kind.DURATION,
                                    Organization::sessionDuration,
                                    Organization.Builder::sessionDuration,
                                    "lifetime of a session, unless policy or application set one"),
                            new Member<>(
                                    "strict_service_token_auth",
                                    Kind.FLAG,
                                    Organization::strictServiceTokenAuth,
                                    Organization.Builder::strictServiceTokenAuth,
                                    "strict mode: no sessions, every request presents credentials",
                                    Trait.INIT_PARAMETER),
                            new Member<>(
                                    "deny_unmatched_requests",
                                    Kind.FLAG,
                                    Organization::denyUnmatchedRequests,
                                    Organization.Builder::denyUnmatchedRequests,
                                    "whether a URL that no application covers gets 403 or passes anonymously",
                                    Trait.INIT_PARAMETER),
                            new Member<>(
                                    "explain_denials",
                                    Kind.FLAG,
                                    Organization::explainDenials,
                                    Organization.Builder::explainDenials,
                                    "puts the reason into the body of denials; for development only",
                                    Trait.INIT_PARAMETER),
                            new Member<>(
                                    "always_secure_cookie",
                                    Kind.FLAG,
                                    Organization::alwaysSecureCookie,
                                    Organization.Builder::alwaysSecureCookie,
                                    "`Secure` cookies over plain HTTP too, for proxies that terminate TLS",
                                    Trait.INIT_PARAMETER),
                            new Member<>(
                                    "allowed_url_ambiguities",
                                    Kind.setOf(AMBIGUITIES),
                                    Organization::allowedUrlAmbiguities,
                                    Organization.Builder::allowUrlAmbiguities,
                                    "[forms of URLs](#ambiguous-urls) that are not refused"),
                            new Member<>(
                                    "service_token_inactivity",
                                    new Kind<>(
                                            JsonNodeType.OBJECT,
                                            OrganizationFormat::readInactivity,
                                            OrganizationFormat::writeInactivity),
                                    Organization::serviceTokenInactivity,
                                    Organization.Builder::serviceTokenInactivity,
                                    "[clean-up](lifecycle.md#inactive-tokens): `enabled`,"
                                            + " `inactivity_threshold_days` (30 to 365), `action` (`disable`, `delete`)"),
                            new Member<>(
                                    "key_rotation_interval_days",
                                    Kind.COUNT,
                                    organization -> (int)
                                            organization.keyRotationInterval().toDays(),
                                    (out, days) -> out.keyRotationInterval(Duration.ofDays(days)),
                                    "how long a signing key signs, 21 to 365",
                                    // It is a member of the keys there.
                                    Trait.NOT_IN_ANSWERS),
                            new Member<>(
                                    "trusted_proxies",
                                    Kind.listOf(CidrBlock::parse, CidrBlock::toString),
                                    Organization::trustedProxies,
                                    Organization.Builder::trustedProxies,
                                    "proxies whose [`X-Forwarded-For`](policies.md#the-clients-address) is trusted")),
                    Organization::asWritten,
                    Organization.Builder::asWritten)
            .answering("service_token_inactivity", "strict_service_token_auth");

    private static final String TAGS = "tags";

    /** The last segment of a tag's path is its name. These characters have another meaning there. */
    private static final String NOT_IN_TAGS = "/\\%;";

    private static final int LONGEST_TAG = 255;

    /** Cloudflare's members that have no meaning without logins by people. {@code asWritten} keeps them. */
    private static final Map<String, JsonNodeType> WITHOUT_MEANING = Map.ofEntries(
            Map.entry("allow_authenticate_via_warp", JsonNodeType.BOOLEAN),
            Map.entry("auto_redirect_to_identity", JsonNodeType.BOOLEAN),
            Map.entry("custom_pages", JsonNodeType.OBJECT),
            Map.entry("deny_unmatched_requests_exempted_zone_names", JsonNodeType.ARRAY),
            Map.entry("is_ui_read_only", JsonNodeType.BOOLEAN),
            Map.entry("login_design", JsonNodeType.OBJECT),
            Map.entry("mfa_config", JsonNodeType.OBJECT),
            Map.entry("mfa_configuration_allowed", JsonNodeType.BOOLEAN),
            Map.entry("mfa_piv_key_requirements", JsonNodeType.OBJECT),
            Map.entry("mfa_required_for_all_apps", JsonNodeType.BOOLEAN),
            Map.entry("mfa_ssh_piv_key_requirements", JsonNodeType.OBJECT),
            Map.entry(TAGS, JsonNodeType.ARRAY),
            Map.entry("trusted_accounts", JsonNodeType.ARRAY),
            Map.entry("ui_read_only_toggle_reason", JsonNodeType.STRING),
            Map.entry("user_seat_expiration_inactive_time", JsonNodeType.STRING),
            Map.entry("warp_auth_non_browser_401", JsonNodeType.BOOLEAN),
            Map.entry("warp_auth_session_duration", JsonNodeType.STRING));

    private OrganizationFormat() {}

    /** Returns whether a member with this name is known, with a meaning or without. */
    public static boolean isKnown(String name) {
        return MEMBERS.names().contains(name) || WITHOUT_MEANING.containsKey(name);
    }

    /** Returns the settings, or null if they are invalid. */
    public static @Nullable Organization read(JsonObjectReader in) {
        Organization.Builder out = Organization.builder();
        MEMBERS.read(in, out);
        Map<String, @Nullable Object> kept = readKept(in);
        in.refuseOthers();
        Organization read = in.built(out::build);
        if (read == null || kept.isEmpty()) {
            return read;
        }
        kept.putAll(read.asWritten());
        return read.toBuilder().asWritten(kept).build();
    }

    private static Map<String, @Nullable Object> readKept(JsonObjectReader in) {
        Map<String, @Nullable Object> kept = new TreeMap<>();
        WITHOUT_MEANING.forEach((name, type) -> {
            JsonNode value = in.object().path(name);
            if (in.has(name) && value.getNodeType() != type) {
                in.fault(name, "must be of type " + type.name().toLowerCase(Locale.ROOT));
            } else if (in.has(name) && !(value.isObject() && value.isEmpty())) {
                kept.put(name, JsonValues.of(value));
            }
        });
        List<String> tags = in.object().path(TAGS).isArray() ? in.parsedTexts(TAGS, OrganizationFormat::tag) : null;
        if (tags != null && Set.copyOf(tags).size() < tags.size()) {
            in.fault(TAGS, "contains a tag twice");
        }
        return kept;
    }

    /**
     * Returns the name of a tag.
     *
     * @throws IllegalArgumentException if it is invalid
     */
    public static String tag(String text) {
        boolean isSegment = !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(each -> Character.isISOControl(each) || NOT_IN_TAGS.indexOf(each) >= 0);
        if (!isSegment || text.isBlank() || !text.strip().equals(text) || text.length() > LONGEST_TAG) {
            throw new IllegalArgumentException(
                    "must be 1 to 255 characters, with no blank at the ends and none of / \\ % ;");
        }
        return text;
    }

    /** Returns the tags that applications may carry, in the order of their creation. */
    public static List<String> tags(Organization organization) {
        List<String> tags = new ArrayList<>();
        answer(organization).path(TAGS).forEach(tag -> tags.add(tag.textValue()));
        return tags;
    }

    /** Returns the settings with other tags. */
    public static Organization withTags(Organization organization, List<String> tags) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>(organization.asWritten());
        written.put(TAGS, List.copyOf(tags));
        if (tags.isEmpty()) {
            written.remove(TAGS);
        }
        return organization.toBuilder().asWritten(written).build();
    }

    /** Returns the settings in the form of a file or row. */
    public static ObjectNode write(Organization organization) {
        return withKept(MEMBERS.inFile(organization), organization);
    }

    /** Returns the settings as the API answers them. */
    public static ObjectNode answer(Organization organization) {
        return withKept(MEMBERS.answer(organization), organization);
    }

    /** Returns every member with the value in force, including defaults. */
    public static ObjectNode effective(Organization organization) {
        return withKept(MEMBERS.effective(organization), organization);
    }

    private static ObjectNode withKept(ObjectNode out, Organization organization) {
        organization.asWritten().forEach((name, value) -> {
            if (WITHOUT_MEANING.containsKey(name)) {
                out.set(name, JsonValues.node(value));
            }
        });
        return out;
    }

    private static @Nullable Inactivity readInactivity(JsonObjectReader organization, String name) {
        JsonObjectReader in = organization.members(name);
        if (in == null) {
            return null;
        }
        Boolean enabled = in.flag("enabled");
        Integer days = in.count("inactivity_threshold_days");
        Inactivity.Action action = in.parsed("action", ACTIONS);
        in.refuseOthers();
        if (enabled == null && days == null && action == null) {
            return null;
        }
        in.require("enabled", "is missing: it is true or false");
        if (Boolean.TRUE.equals(enabled)) {
            in.require("action", "is missing: it is disable or delete");
            in.requireCount("inactivity_threshold_days", "is missing: it is 30 to 365");
        }
        return in.built(() -> new Inactivity(
                Boolean.TRUE.equals(enabled),
                Objects.requireNonNullElse(days, Inactivity.OFF.thresholdDays()),
                Objects.requireNonNullElse(action, Inactivity.OFF.action())));
    }

    private static ObjectNode writeInactivity(Inactivity inactivity) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("enabled", inactivity.enabled())
                .put("inactivity_threshold_days", inactivity.thresholdDays())
                .put("action", inactivity.action().word());
    }
}
