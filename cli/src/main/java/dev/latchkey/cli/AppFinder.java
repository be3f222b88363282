package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.model.Application;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds an application by its ID, or by its name if that is unique. */
final class AppFinder {

    private final Administration administration;

    AppFinder(Administration administration) {
        this.administration = administration;
    }

    /**
     * Returns the application.
     *
     * @throws CommandException if there is none, or several have that name
     */
    Application find(String named) throws Exception {
        Application byId = byId(named);
        if (byId != null) {
            return byId;
        }
        List<Application> byName = administration.applications().list().stream()
                .filter(application -> application.name().equals(named))
                .toList();
        if (byName.isEmpty()) {
            throw new CommandException(ExitStatus.NOT_FOUND, "there is no application " + ArgumentEcho.shown(named));
        } else if (byName.size() > 1) {
            throw new CommandException(
                    ExitStatus.AMBIGUOUS,
                    byName.size() + " applications have the name " + named + "; use an ID: "
                            + byName.stream()
                                    .map(application -> application.id() + " (" + application.domain() + ")")
                                    .collect(Collectors.joining(", ")));
        }
        return byName.get(0);
    }

    private @Nullable Application byId(String named) throws Exception {
        UUID id;
        try {
            id = JsonObjectReader.uuid(named);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return administration.applications().find(id);
    }
}
