package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Changed;
import java.util.concurrent.Callable;

/** A command that works on a store. */
abstract class StoreCommand implements Callable<Integer> {

    private final CommandContext context;

    StoreCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public final Integer call() throws Exception {
        context.withStore(createsStore(), this::run);
        return ExitStatus.DONE;
    }

    /** Runs the command on behalf of the current user. */
    abstract void run(Administration administration, Printer printer) throws Exception;

    /** Returns whether to create a missing store. */
    boolean createsStore() {
        return false;
    }

    /** Warns that service tokens are of no use yet if there is no application. */
    void warnIfNothingIsProtected(Administration administration) {
        if (administration.configuration().applications().isEmpty()) {
            environment()
                    .err()
                    .println("latchkey: warning: there is no application, so no request is admitted;"
                            + " create one with app create");
        }
    }

    Environment environment() {
        return context.environment();
    }

    /**
     * Returns the value of a change.
     *
     * @param what the subject of the change, for messages
     * @throws CommandException if nothing was changed
     */
    static <T> T done(Changed<T> changed, String what) throws CommandException {
        return changed.<Result<T>>fold(
                        done -> done::value,
                        notFound -> () -> {
                            throw new CommandException(ExitStatus.NOT_FOUND, what + " no longer exists");
                        },
                        stale -> () -> {
                            throw new CommandException(
                                    ExitStatus.CHANGED, what + " was changed by somebody else; check it and try again");
                        },
                        inUse -> () -> {
                            throw new CommandException(
                                    ExitStatus.IN_USE, what + " is in use by " + String.join(", ", inUse.by()));
                        })
                .get();
    }

    /** The result of a change, or why there is none. */
    @FunctionalInterface
    private interface Result<T> {
        T get() throws CommandException;
    }
}
