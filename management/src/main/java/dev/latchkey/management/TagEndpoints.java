package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /tags} (management contract, section 3): names that applications may carry in {@code tags}. They have no
 * meaning here, so the organization keeps them as a list of names. They have no entity tag. Stateless.
 */
final class TagEndpoints {

    private static final String PATH = "access/tags";
    private static final String ONE = PATH + "/{tag}";
    private static final String NAME = "name";

    private TagEndpoints() {}

    static List<Route> routes() {
        return List.of(
                Route.of(
                        "POST",
                        PATH,
                        BodyUse.REQUIRED,
                        TagEndpoints::create,
                        Operation.of("Create a tag", "tag").taking("tag", NAME).answering(201)),
                Route.of("GET", PATH, BodyUse.NONE, TagEndpoints::list, Operation.list("List tags", "tag")),
                Route.of("GET", ONE, BodyUse.NONE, TagEndpoints::get, Operation.of("Read a tag", "tag")),
                Route.of(
                        "PUT",
                        ONE,
                        BodyUse.REQUIRED,
                        TagEndpoints::rename,
                        Operation.of("Rename a tag", "tag").taking("tag", NAME)),
                Route.of(
                        "DELETE",
                        ONE,
                        BodyUse.NONE,
                        TagEndpoints::delete,
                        Operation.of("Delete a tag", "tag").answering(202)));
    }

    private static ApiResponse create(ApiRequest call) {
        String name = nameIn(call);
        return change(call, tags -> true, tags -> withNew(tags, tags.size(), name), name, 201);
    }

    private static ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        AccessConfiguration configuration = call.administration().configuration();
        List<String> all = OrganizationFormat.tags(configuration.organization());
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(tag -> elements.add(json(tag, configuration)));
        return ApiResponse.list(elements, page, all.size());
    }

    private static ApiResponse get(ApiRequest call) {
        AccessConfiguration configuration = call.administration().configuration();
        String tag = call.lastSegment();
        return OrganizationFormat.tags(configuration.organization()).contains(tag)
                ? ApiResponse.ok(json(tag, configuration))
                : ApiResponse.refused(ApiError.UNKNOWN_TAG);
    }

    /** Applications keep the names that they carry. */
    private static ApiResponse rename(ApiRequest call) {
        String before = call.lastSegment();
        String name = nameIn(call);
        return change(
                call,
                tags -> tags.contains(before),
                tags -> {
                    int index = tags.indexOf(before);
                    tags.remove(index);
                    return withNew(tags, index, name);
                },
                name,
                200);
    }

    private static ApiResponse delete(ApiRequest call) {
        String name = call.lastSegment();
        return change(
                call,
                tags -> tags.contains(name),
                tags -> {
                    tags.remove(name);
                    return tags;
                },
                name,
                202);
    }

    private static List<String> withNew(List<String> tags, int index, String name) {
        Faults faults = new Faults();
        if (tags.contains(name)) {
            faults.add("/" + NAME, "another tag has this name");
        }
        faults.throwIfAny("tag");
        tags.add(index, name);
        return tags;
    }

    /** Changes the list of tags if it is as required, and answers the tag of that name. */
    private static ApiResponse change(
            ApiRequest call,
            Predicate<List<String>> precondition,
            UnaryOperator<List<String>> change,
            String name,
            int status) {
        if (!call.ifMatch().matchesWithoutTag()) {
            return ApiResponse.refused(ApiError.CHANGED_MEANWHILE);
        }
        return call.administration()
                .organization()
                .replace(
                        before -> precondition.test(OrganizationFormat.tags(before)),
                        before -> OrganizationFormat.withTags(before, change.apply(OrganizationFormat.tags(before))))
                .fold(
                        made -> ApiResponse.ok(json(name, call.administration().configuration()))
                                .withStatus(status),
                        notFound -> ApiResponse.refused(ApiError.UNKNOWN_TAG),
                        unknown -> ApiResponse.refused(ApiError.UNKNOWN_TAG),
                        inUse -> ApiResponse.refused(ApiError.UNEXPECTED));
    }

    private static String nameIn(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        in.require(NAME, "is missing");
        String name = in.parsed(NAME, OrganizationFormat::tag);
        // They are part of answers, of Cloudflare's too. A body cannot change them.
        in.integer("app_count");
        in.moment("created_at");
        in.moment("updated_at");
        in.refuseOthers();
        in.faults().throwIfAny("tag");
        return Objects.requireNonNull(name);
    }

    private static ObjectNode json(String tag, AccessConfiguration configuration) {
        long carrying = configuration.applications().stream()
                .filter(each -> carries(each.otherMembers().get("tags"), tag))
                .count();
        return JsonNodeFactory.instance.objectNode().put(NAME, tag).put("app_count", carrying);
    }

    private static boolean carries(@Nullable Object tags, String tag) {
        return tags instanceof List<?> names && names.contains(tag);
    }
}
