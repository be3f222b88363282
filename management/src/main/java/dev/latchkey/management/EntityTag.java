package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.OrganizationAnswer;
import dev.latchkey.internal.json.PolicyAnswer;
import dev.latchkey.internal.json.ServiceTokenAnswer;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.ServiceToken;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * Strong entity tags (RFC 9110, section 8.8.3): they change with everything that somebody can change about a thing, and
 * with nothing else. So the last use of a service token and the number of applications that use a policy are not in them:
 * a token in use would be out of date as soon as it was read. Stateless.
 */
final class EntityTag {

    private static final int BYTES = 16;

    private EntityTag() {}

    static String of(ServiceToken token) {
        ObjectNode json = ServiceTokenAnswer.write(token);
        json.remove("last_seen_at");
        return of(json);
    }

    /**
     * {@return the tag of an application}
     *
     * @param inherited the organization's session duration: an answer holds that of one that inherits it, and whoever puts
     *     such an answer back after it changed would make it the application's own
     */
    static String of(Application application, Duration inherited) {
        return of(ApplicationFormat.answer(application, inherited, id -> false)
                .put("inherits", application.settings().sessionDuration() == null));
    }

    static String of(Policy policy) {
        return of(PolicyAnswer.ofApplication(policy, false));
    }

    static String of(Organization organization) {
        return of(OrganizationAnswer.write(organization));
    }

    private static String of(JsonNode json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ApiJson.bytes(json));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
            return '"' + text + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
