package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Applications;
import dev.latchkey.admin.Changed;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.model.Application;
import dev.latchkey.store.AccessConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /apps} (management contract, section 3). Stateless. */
final class ApplicationEndpoints {

    private static final List<String> SETTINGS = List.of("allow_iframe", "skip_interstitial");

    private ApplicationEndpoints() {}

    static List<Route> routes() {
        String one = "access/apps/{application}";
        return List.of(
                Route.of(
                        "POST",
                        "access/apps",
                        BodyUse.REQUIRED,
                        ApplicationEndpoints::create,
                        Operation.of("Create an application", "application")
                                .taking("application")
                                .answering(201)),
                Route.of(
                        "GET",
                        "access/apps",
                        BodyUse.NONE,
                        ApplicationEndpoints::list,
                        Operation.list("List applications", "application", "name", "domain", "aud", "search", "exact")),
                Route.of(
                        "GET",
                        one,
                        BodyUse.NONE,
                        ApplicationEndpoints::get,
                        Operation.of("Read an application", "application")),
                Route.of(
                        "PUT",
                        one,
                        BodyUse.REQUIRED,
                        ApplicationEndpoints::replace,
                        Operation.of("Replace an application", "application").taking("application")),
                Route.of(
                        "DELETE",
                        one,
                        BodyUse.NONE,
                        ApplicationEndpoints::delete,
                        Operation.of("Delete an application", "id_only").answering(202)),
                settings("PUT", one + "/settings"),
                settings("PATCH", one + "/settings"),
                revocation(one + "/revoke_tokens"),
                // The path that cloudflare-go uses before version 1.
                revocation(one + "/revoke-tokens"));
    }

    private static Route revocation(String path) {
        return Route.of(
                "POST",
                path,
                BodyUse.OPTIONAL,
                ApplicationEndpoints::revokeTokens,
                Operation.of("End all sessions of an application", "id_only").answering(202));
    }

    private static Route settings(String method, String path) {
        return Route.of(
                method,
                path,
                BodyUse.OPTIONAL,
                ApplicationEndpoints::change,
                Operation.of("Change two members of an application", "application_settings")
                        .taking("application_settings")
                        .answering(202));
    }

    private static ApiResponse create(ApiRequest call) {
        ApplicationBody body = new ApplicationBody(call.body());
        Application made;
        try {
            made = applications(call).create(configuration -> body.read(configuration, null));
        } catch (ConfigurationException e) {
            throw body.inBody(e);
        }
        AccessConfiguration configuration = configuration(call);
        return ApiResponse.created(json(made, configuration))
                .withHeader("ETag", EntityTag.of(made))
                .withMessages(body.messages());
    }

    private static ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        ApplicationQuery filter = ApplicationQuery.of(query);
        query.check();
        AccessConfiguration configuration = configuration(call);
        List<Application> all =
                configuration.applications().stream().filter(filter).toList();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(each -> elements.add(json(each, configuration)));
        return ApiResponse.list(elements, page, all.size());
    }

    private static ApiResponse get(ApiRequest call) {
        AccessConfiguration configuration = configuration(call);
        Application application = configuration.application(call.id());
        return application == null
                ? ApiResponse.refused(ApiError.UNKNOWN_APPLICATION)
                : answer(application, configuration);
    }

    private static ApiResponse replace(ApiRequest call) {
        ApplicationBody body = new ApplicationBody(call.body());
        Changed<Application> changed;
        try {
            changed = applications(call).replace(call.id(), asMeant(call), body::read);
        } catch (ConfigurationException e) {
            throw body.inBody(e);
        }
        AccessConfiguration configuration = configuration(call);
        return outcome(changed, made -> answer(made, configuration).withMessages(body.messages()));
    }

    /** Clients change these members by themselves. They are kept in the application, and null removes one. */
    private static ApiResponse change(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        SETTINGS.forEach(in::flag);
        in.refuseOthers();
        in.faults().throwIfAny("settings");
        BiFunction<AccessConfiguration, Application, Application> change = (configuration, before) -> {
            Map<String, @Nullable Object> others = new LinkedHashMap<>(before.otherMembers());
            call.body().properties().forEach(member -> {
                if (member.getValue().isNull()) {
                    others.remove(member.getKey());
                } else {
                    others.put(member.getKey(), member.getValue().booleanValue());
                }
            });
            return before.toBuilder().otherMembers(others).build();
        };
        return outcome(applications(call).replace(call.id(), asMeant(call), change), made -> {
            ObjectNode settings = json(made, configuration(call)).retain(SETTINGS);
            return ApiResponse.accepted(settings).withHeader("ETag", EntityTag.of(made));
        });
    }

    private static ApiResponse delete(ApiRequest call) {
        Predicate<Application> asMeant = asMeant(call);
        return outcome(applications(call).delete(call.id(), asMeant), ApplicationEndpoints::accepted);
    }

    /** Ends the sessions even if the application has changed meanwhile. If-Match is checked only before. */
    private static ApiResponse revokeTokens(ApiRequest call) {
        Application application = configuration(call).application(call.id());
        if (application != null && !asMeant(call).test(application)) {
            return ApiResponse.refused(ApiError.CHANGED_MEANWHILE);
        }
        call.refuseMembers();
        return outcome(applications(call).revokeSessions(call.id()), ApplicationEndpoints::accepted);
    }

    private static Applications applications(ApiRequest call) {
        return call.administration().applications();
    }

    private static AccessConfiguration configuration(ApiRequest call) {
        return call.administration().configuration();
    }

    private static Predicate<Application> asMeant(ApiRequest call) {
        return application -> call.ifMatch().matches(EntityTag.of(application));
    }

    private static ApiResponse outcome(Changed<Application> changed, Function<Application, ApiResponse> done) {
        return Outcomes.answer(changed, ApiError.UNKNOWN_APPLICATION, ApiError.UNEXPECTED, done);
    }

    private static ApiResponse accepted(Application application) {
        return ApiResponse.accepted(
                JsonNodeFactory.instance.objectNode().put("id", application.id().toString()));
    }

    private static ApiResponse answer(Application application, AccessConfiguration configuration) {
        return ApiResponse.ok(json(application, configuration)).withHeader("ETag", EntityTag.of(application));
    }

    private static ObjectNode json(Application application, AccessConfiguration configuration) {
        return ApplicationFormat.answer(application, id -> configuration.policy(id) != null);
    }
}
