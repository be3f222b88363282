package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Applications;
import dev.latchkey.admin.Changed;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.model.Application;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /apps} (management contract, section 3). Stateless. */
final class ApplicationEndpoints {

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
                Route.of(
                        "POST",
                        one + "/revoke_tokens",
                        BodyUse.OPTIONAL,
                        ApplicationEndpoints::revokeTokens,
                        Operation.of("End all sessions of an application", "id_only")
                                .answering(202)));
    }

    private static ApiResponse create(ApiRequest call) {
        ApplicationBody body = new ApplicationBody(call.body(), inherited(call));
        Application made;
        try {
            made = applications(call).create(configuration -> body.read(configuration, null));
        } catch (ConfigurationException e) {
            throw body.inBody(e);
        }
        AccessConfiguration configuration = configuration(call);
        return ApiResponse.created(json(made, configuration))
                .withHeader("ETag", tag(made, configuration))
                .withMessages(body.messages(made));
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
        Duration inherited = inherited(call);
        ApplicationBody body = new ApplicationBody(call.body(), inherited);
        Changed<Application> changed;
        try {
            changed = applications(call).replace(call.id(), asMeant(call, inherited), body::read);
        } catch (ConfigurationException e) {
            throw body.inBody(e);
        }
        AccessConfiguration configuration = configuration(call);
        return outcome(changed, made -> answer(made, configuration).withMessages(body.messages(made)));
    }

    private static ApiResponse delete(ApiRequest call) {
        Predicate<Application> asMeant = asMeant(call, inherited(call));
        return outcome(applications(call).delete(call.id(), asMeant), ApplicationEndpoints::accepted);
    }

    /** Whatever became of the application meanwhile, its sessions are to end; If-Match is only looked at before. */
    private static ApiResponse revokeTokens(ApiRequest call) {
        Application application = configuration(call).application(call.id());
        if (application != null && !asMeant(call, inherited(call)).test(application)) {
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

    /** {@return the session duration of applications that have none of their own} */
    private static Duration inherited(ApiRequest call) {
        return configuration(call).organization().sessionDuration();
    }

    private static Predicate<Application> asMeant(ApiRequest call, Duration inherited) {
        return application -> call.ifMatch().matches(EntityTag.of(application, inherited));
    }

    private static String tag(Application application, AccessConfiguration configuration) {
        return EntityTag.of(application, configuration.organization().sessionDuration());
    }

    private static ApiResponse outcome(Changed<Application> changed, Function<Application, ApiResponse> done) {
        return Outcomes.answer(changed, ApiError.UNKNOWN_APPLICATION, ApiError.UNEXPECTED, done);
    }

    private static ApiResponse accepted(Application application) {
        return ApiResponse.accepted(
                JsonNodeFactory.instance.objectNode().put("id", application.id().toString()));
    }

    private static ApiResponse answer(Application application, AccessConfiguration configuration) {
        return ApiResponse.ok(json(application, configuration)).withHeader("ETag", tag(application, configuration));
    }

    private static ObjectNode json(Application application, AccessConfiguration configuration) {
        return ApplicationFormat.answer(
                application, configuration.organization().sessionDuration(), id -> configuration.policy(id) != null);
    }
}
