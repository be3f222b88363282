package dev.latchkey.cli;

import dev.latchkey.internal.json.JsonObjectReader;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what an argument names by an ID, or by a name that must be unique. Stateless. */
final class Named {

    private Named() {}

    /** Returns the ID in an argument, or null if it is none. */
    static @Nullable UUID id(String argument) {
        try {
            return JsonObjectReader.uuid(argument);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns an item by its ID, or by its name if that is unique.
     *
     * @param noun an item in words
     * @param byId finds an item by its ID
     * @param described an item with its ID, to choose from
     * @throws CommandException if there is none, or several have that name
     */
    static <T> T find(
            String argument,
            String noun,
            Function<UUID, @Nullable T> byId,
            List<T> all,
            Function<T, String> nameOf,
            Function<T, String> described)
            throws CommandException {
        UUID id = id(argument);
        T found = id == null ? null : byId.apply(id);
        if (found != null) {
            return found;
        }
        List<T> byName =
                all.stream().filter(each -> nameOf.apply(each).equals(argument)).toList();
        return onlyOne(byName, noun, argument, described);
    }

    /**
     * Returns the only item that was found by its name.
     *
     * @param noun an item in words
     * @param described an item with its ID, to choose from
     * @throws CommandException if there is none, or more than one
     */
    static <T> T onlyOne(List<T> found, String noun, String name, Function<T, String> described)
            throws CommandException {
        if (found.isEmpty()) {
            throw new CommandException(ExitStatus.NOT_FOUND, "there is no " + noun + " " + ArgumentEcho.shown(name));
        } else if (found.size() > 1) {
            throw new CommandException(
                    ExitStatus.AMBIGUOUS,
                    "more than one " + noun + " has the name " + name + "; use an ID: "
                            + found.stream().map(described).collect(Collectors.joining(", ")));
        }
        return found.get(0);
    }
}
