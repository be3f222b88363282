package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.AsciiJson;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.internal.syntax.Sha256;
import dev.latchkey.model.Application;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.ServiceToken;
import java.util.Arrays;
import java.util.Base64;

/**
 * Strong entity tags (RFC 9110, section 8.8.3): they change with everything that somebody can change about a thing, and
 * with nothing else. So the last use of a service token and the number of applications that use a policy are not in
 * them: a token in use would be out of date as soon as it was read. Stateless.
 */
final class EntityTag {

    private static final int BYTES = 16;

    private EntityTag() {}

    static String of(ServiceToken token) {
        return of(ServiceTokenFormat.MEMBERS.tagged(token));
    }

    static String of(Application application) {
        return of(ApplicationFormat.answer(application, id -> false));
    }

    static String of(Policy policy) {
        return of(PolicyFormat.tagged(policy));
    }

    static String of(RuleGroup group) {
        return of(RuleGroupFormat.MEMBERS.tagged(group));
    }

    static String of(IpList list) {
        return of(IpListFormat.MEMBERS.tagged(list));
    }

    static String of(Organization organization) {
        return of(OrganizationFormat.answer(organization));
    }

    private static String of(JsonNode json) {
        byte[] hash = Sha256.of(AsciiJson.bytes(json));
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)) + '"';
    }
}
