package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import java.util.List;
import java.util.UUID;
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
    Application find(String named) throws CommandException {
        Application byId = byId(named);
        if (byId != null) {
            return byId;
        }
        List<Application> byName = administration.applications().list().stream()
                .filter(application -> application.name().equals(named))
                .toList();
        return Named.onlyOne(
                byName, "application", named, application -> application.id() + " (" + application.domain() + ")");
    }

    private @Nullable Application byId(String named) {
        UUID id = Named.id(named);
        return id == null ? null : administration.applications().find(id);
    }
}
