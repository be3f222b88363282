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
        String one = "apps/{application}";
        return List.of(
                Route.of("POST", "apps", BodyUse.REQUIRED, ApplicationEndpoints::create),
                Route.of("GET", "apps", BodyUse.NONE, ApplicationEndpoints::list),
                Route.of("GET", one, BodyUse.NONE, ApplicationEndpoints::get),
                Route.of("PUT", one, BodyUse.REQUIRED, ApplicationEndpoints::replace),
                Route.of("DELETE", one, BodyUse.NONE, ApplicationEndpoints::delete),
                Route.of("POST", one + "/revoke_tokens", BodyUse.OPTIONAL, ApplicationEndpoints::revokeTokens));
    }

    private static Answer create(Call call) {
        ApplicationBody body = new ApplicationBody(call.body(), inherited(call));
        Application made;
        try {
            made = applications(call).create(configuration -> body.read(configuration, null));
        } catch (ConfigurationException e) {
            throw body.inBody(e);
        }
        AccessConfiguration configuration = configuration(call);
        return Answer.created(json(made, configuration))
                .withHeader("ETag", tag(made, configuration))
                .withMessages(body.messages(made));
    }

    private static Answer list(Call call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        ApplicationFilter filter = ApplicationFilter.of(query);
        query.check();
        AccessConfiguration configuration = configuration(call);
        List<Application> all =
                configuration.applications().stream().filter(filter).toList();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(each -> elements.add(json(each, configuration)));
        return Answer.list(elements, page, all.size());
    }

    private static Answer get(Call call) {
        AccessConfiguration configuration = configuration(call);
        Application application = configuration.application(call.id());
        return application == null ? Answer.refused(Refusal.UNKNOWN_APPLICATION) : answer(application, configuration);
    }

    private static Answer replace(Call call) {
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

    private static Answer delete(Call call) {
        Predicate<Application> asMeant = asMeant(call, inherited(call));
        return outcome(applications(call).delete(call.id(), asMeant), ApplicationEndpoints::accepted);
    }

    /** Whatever became of the application meanwhile, its sessions are to end; If-Match is only looked at before. */
    private static Answer revokeTokens(Call call) {
        Application application = configuration(call).application(call.id());
        if (application != null && !asMeant(call, inherited(call)).test(application)) {
            return Answer.refused(Refusal.CHANGED_MEANWHILE);
        }
        call.refuseMembers();
        return outcome(applications(call).revokeSessions(call.id()), ApplicationEndpoints::accepted);
    }

    private static Applications applications(Call call) {
        return call.administration().applications();
    }

    private static AccessConfiguration configuration(Call call) {
        return call.administration().configuration();
    }

    /** {@return the session duration of applications that have none of their own} */
    private static Duration inherited(Call call) {
        return configuration(call).organization().sessionDuration();
    }

    private static Predicate<Application> asMeant(Call call, Duration inherited) {
        return application -> call.ifMatch().matches(EntityTag.of(application, inherited));
    }

    private static String tag(Application application, AccessConfiguration configuration) {
        return EntityTag.of(application, configuration.organization().sessionDuration());
    }

    private static Answer outcome(Changed<Application> changed, Function<Application, Answer> done) {
        return Outcomes.answer(changed, Refusal.UNKNOWN_APPLICATION, Refusal.UNEXPECTED, done);
    }

    private static Answer accepted(Application application) {
        return Answer.accepted(
                JsonNodeFactory.instance.objectNode().put("id", application.id().toString()));
    }

    private static Answer answer(Application application, AccessConfiguration configuration) {
        return Answer.ok(json(application, configuration)).withHeader("ETag", tag(application, configuration));
    }

    private static ObjectNode json(Application application, AccessConfiguration configuration) {
        return ApplicationFormat.answer(
                application, configuration.organization().sessionDuration(), id -> configuration.policy(id) != null);
    }
}
