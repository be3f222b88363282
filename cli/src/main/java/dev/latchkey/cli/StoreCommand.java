package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Changed;
import java.util.concurrent.Callable;

/** A command that works on the store. */
abstract class StoreCommand implements Callable<Integer> {

    private final Session session;

    StoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public final Integer call() throws Exception {
        try (StoreSource.OpenStore open = session.source().open(createsStore())) {
            run(session.administration(open), session.printer());
        }
        return ExitStatus.DONE;
    }

    /** Does what the command is for, in the name of who runs it. */
    abstract void run(Administration administration, Printer printer) throws Exception;

    /** {@return whether an empty store is made where there is none} */
    boolean createsStore() {
        return false;
    }

    Surroundings around() {
        return session.around();
    }

    /**
     * {@return what is in force now}
     *
     * @param what what was to be changed, for people
     * @throws CommandException if it was not changed
     */
    static <T> T done(Changed<T> changed, String what) throws CommandException {
        if (changed instanceof Changed.Done<T> done) {
            return done.value();
        } else if (changed instanceof Changed.InUse<T> inUse) {
            throw new CommandException(
                    ExitStatus.IN_USE, what + " is still needed by " + String.join(", ", inUse.by()));
        } else if (changed instanceof Changed.Stale<T>) {
            throw new CommandException(ExitStatus.CHANGED, what + " was changed by somebody else: look again");
        }
        throw new CommandException(ExitStatus.NOT_FOUND, what + " is gone");
    }
}
