package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Changed;
import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /service_tokens} (management contract, section 3). Stateless. */
final class ServiceTokenEndpoints {

    private ServiceTokenEndpoints() {}

    static List<Route> routes() {
        String one = "access/service_tokens/{service_token}";
        return List.of(
                Route.of(
                        "POST",
                        "access/service_tokens",
                        BodyUse.REQUIRED,
                        ServiceTokenEndpoints::create,
                        Operation.of("Create or import a service token", "service_token")
                                .taking("service_token")
                                .answering(201)),
                Route.of(
                        "GET",
                        "access/service_tokens",
                        BodyUse.NONE,
                        ServiceTokenEndpoints::list,
                        Operation.list("List service tokens", "service_token", "name", "search")),
                Route.of(
                        "GET",
                        one,
                        BodyUse.NONE,
                        ServiceTokenEndpoints::get,
                        Operation.of("Read a service token", "service_token")),
                Route.of(
                        "PUT",
                        one,
                        BodyUse.REQUIRED,
                        ServiceTokenEndpoints::update,
                        Operation.of("Change a service token", "service_token").taking("service_token")),
                Route.of(
                        "DELETE",
                        one,
                        BodyUse.NONE,
                        ServiceTokenEndpoints::delete,
                        Operation.of("Delete a service token", "service_token")),
                Route.of(
                        "POST",
                        one + "/refresh",
                        BodyUse.OPTIONAL,
                        ServiceTokenEndpoints::refresh,
                        Operation.of(
                                        "Move the expiry to one year from now, unless the token does not expire",
                                        "service_token")
                                .taking("nothing")),
                Route.of(
                        "POST",
                        one + "/rotate",
                        BodyUse.OPTIONAL,
                        ServiceTokenEndpoints::rotate,
                        Operation.of("Create a new secret", "service_token").taking("grace")));
    }

    private static ApiResponse create(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        return NewServiceTokenBody.read(in).makeIn(tokens(call), in.faults());
    }

    private static ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        ServiceTokenQuery wanted = ServiceTokenQuery.builder()
                .name(query.text("name"))
                .search(query.text("search"))
                .page(page.offset(), page.size())
                .build();
        query.check();
        ServiceTokenQuery.Page found = tokens(call).list(wanted);
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        found.tokens().forEach(token -> elements.add(ServiceTokenFormat.answer(token)));
        return ApiResponse.list(elements, page, found.totalCount());
    }

    private static ApiResponse get(ApiRequest call) {
        ServiceToken token = find(call);
        return token == null ? ApiResponse.refused(ApiError.UNKNOWN_SERVICE_TOKEN) : answer(token);
    }

    private static ApiResponse update(ApiRequest call) {
        ServiceToken before = find(call);
        if (before == null) {
            return ApiResponse.refused(ApiError.UNKNOWN_SERVICE_TOKEN);
        } else if (!asMeant(call).test(before)) {
            return ApiResponse.refused(ApiError.CHANGED_MEANWHILE);
        }
        JsonObjectReader in = call.members(new Faults());
        ServiceTokenUpdate update = ServiceTokenBody.update(in, before);
        return outcome(
                tokens(call).update(call.id(), update, asMeant(call)), done -> answer(done.token(), done.secret()));
    }

    private static ApiResponse delete(ApiRequest call) {
        return outcome(
                tokens(call).delete(call.id(), asMeant(call)),
                token -> ApiResponse.ok(ServiceTokenFormat.answer(token)));
    }

    private static ApiResponse refresh(ApiRequest call) {
        call.refuseMembers();
        return outcome(tokens(call).refresh(call.id(), asMeant(call)), ServiceTokenEndpoints::answer);
    }

    private static ApiResponse rotate(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        Instant grace = ServiceTokenBody.grace(in);
        in.faults().throwIfAny("body");
        return outcome(
                tokens(call).rotate(call.id(), grace, asMeant(call)),
                issued -> answer(issued.token(), issued.secret()));
    }

    private static @Nullable ServiceToken find(ApiRequest call) {
        return tokens(call).find(call.id());
    }

    private static ServiceTokens tokens(ApiRequest call) {
        return call.administration().serviceTokens();
    }

    private static Predicate<ServiceToken> asMeant(ApiRequest call) {
        return token -> call.ifMatch().matches(EntityTag.of(token));
    }

    private static ApiResponse answer(ServiceToken token) {
        return answer(token, null);
    }

    private static ApiResponse answer(ServiceToken token, @Nullable ClientSecret secret) {
        ObjectNode result =
                secret == null ? ServiceTokenFormat.answer(token) : NewServiceTokenBody.withSecret(token, secret);
        return ApiResponse.ok(result).withHeader("ETag", EntityTag.of(token));
    }

    private static <T> ApiResponse outcome(Changed<T> changed, Function<T, ApiResponse> done) {
        return Outcomes.answer(changed, ApiError.UNKNOWN_SERVICE_TOKEN, ApiError.SERVICE_TOKEN_IN_USE, done);
    }
}
