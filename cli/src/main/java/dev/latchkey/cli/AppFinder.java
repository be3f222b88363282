package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Applications;
import dev.latchkey.model.Application;

/** Finds an application by its ID, or by its name if that is unique. Stateless. */
final class AppFinder {

    private AppFinder() {}

    /**
     * Returns the application.
     *
     * @throws CommandException if there is none, or several have that name
     */
    static Application find(Administration administration, String named) throws CommandException {
        Applications all = administration.applications();
        return Named.find(
                named,
                "application",
                all::find,
                all.list(),
                Application::name,
                application -> application.id() + " (" + application.domain() + ")");
    }
}
