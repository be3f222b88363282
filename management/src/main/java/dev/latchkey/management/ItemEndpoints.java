package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ReusableItems;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The operations on one type of reusable items: policies, groups or IP lists (management contract, section 3).
 * Immutable.
 *
 * @param path the path of all items
 * @param schema the schema of an item, and the name of its ID in paths
 * @param noun an item in words
 * @param nouns items in words
 * @param required the members that a body must have
 * @param items selects the items
 * @param reader reads the item of a request's body
 * @param writer writes an item for an answer
 * @param tag returns the entity tag of an item
 * @param idOf returns the ID of an item
 * @param unknown the refusal of an unknown ID
 * @param inUse the refusal to delete an item in use
 * @param created the status after a creation
 * @param deleted the status after a deletion
 */
record ItemEndpoints<T>(
        String path,
        String schema,
        String noun,
        String nouns,
        List<String> required,
        Function<Administration, ReusableItems<T>> items,
        Reader<T> reader,
        BiFunction<T, AccessConfiguration, ObjectNode> writer,
        Function<T, String> tag,
        Function<T, UUID> idOf,
        ApiError unknown,
        ApiError inUse,
        int created,
        int deleted) {

    /** Reads the item of a request's body; {@code current} has the item that it replaces, if there is one. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ApiRequest call, List<T> current);
    }

    List<Route> routes() {
        String one = path + "/{" + schema + "}";
        String[] members = required.toArray(String[]::new);
        return List.of(
                Route.of(
                        "POST",
                        path,
                        BodyUse.REQUIRED,
                        this::create,
                        Operation.of("Create " + noun, schema)
                                .taking(schema, members)
                                .answering(created)),
                Route.of("GET", path, BodyUse.NONE, this::list, Operation.list("List " + nouns, schema)),
                Route.of("GET", one, BodyUse.NONE, this::get, Operation.of("Read " + noun, schema)),
                Route.of(
                        "PUT",
                        one,
                        BodyUse.REQUIRED,
                        this::replace,
                        Operation.of("Replace " + noun, schema).taking(schema, members)),
                Route.of(
                        "DELETE",
                        one,
                        BodyUse.NONE,
                        this::delete,
                        Operation.of("Delete " + noun, "id_only").answering(deleted)));
    }

    private ApiResponse create(ApiRequest call) {
        T made = items(call).create(reader.read(call, List.of()));
        return answer(made, call).withStatus(created);
    }

    private ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        AccessConfiguration configuration = configuration(call);
        List<T> all = items(call).list();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(item -> elements.add(writer.apply(item, configuration)));
        return ApiResponse.list(elements, page, all.size());
    }

    private ApiResponse get(ApiRequest call) {
        T item = items(call).find(call.id());
        return item == null ? ApiResponse.refused(unknown) : answer(item, call);
    }

    private ApiResponse replace(ApiRequest call) {
        return change(call, before -> reader.read(call, List.of(before)));
    }

    /** Changes the item of the path, and answers it. */
    ApiResponse change(ApiRequest call, UnaryOperator<T> change) {
        return Outcomes.answer(
                items(call).replace(call.id(), asMeant(call), change), unknown, inUse, item -> answer(item, call));
    }

    private ApiResponse delete(ApiRequest call) {
        return Outcomes.answer(
                items(call).delete(call.id(), asMeant(call)),
                unknown,
                inUse,
                item -> ApiResponse.ok(JsonNodeFactory.instance
                                .objectNode()
                                .put("id", idOf.apply(item).toString()))
                        .withStatus(deleted));
    }

    private ReusableItems<T> items(ApiRequest call) {
        return items.apply(call.administration());
    }

    private static AccessConfiguration configuration(ApiRequest call) {
        return call.administration().configuration();
    }

    private Predicate<T> asMeant(ApiRequest call) {
        return item -> call.ifMatch().matches(tag.apply(item));
    }

    private ApiResponse answer(T item, ApiRequest call) {
        return ApiResponse.ok(writer.apply(item, configuration(call))).withHeader("ETag", tag.apply(item));
    }
}
