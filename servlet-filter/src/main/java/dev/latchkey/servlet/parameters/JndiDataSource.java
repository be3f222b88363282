package dev.latchkey.servlet.parameters;

import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds the {@code DataSource} that the container has bound to a name. Stateless. */
final class JndiDataSource {

    /** Any other scheme would be a URL: of a database, or of something that JNDI looks up over the network. */
    private static final Pattern NAME = Pattern.compile("(?:java:)?[^:;?=&@\\s]+");

    private JndiDataSource() {}

    /**
     * Returns the data source that is bound to {@code name}.
     *
     * @throws IllegalArgumentException if the name is invalid, or nothing or something else is bound to it. The message
     *     repeats neither an invalid name nor the container's own message, and has no cause, as these may contain a
     *     password
     */
    static DataSource find(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("must be a JNDI name such as java:comp/env/jdbc/app");
        }
        Object found = bound(name);
        if (found instanceof DataSource source) {
            return source;
        }
        throw new IllegalArgumentException("names " + name + ", where "
                + (found == null
                        ? "nothing is bound"
                        : "a " + found.getClass().getName() + " is bound, which is not a DataSource"));
    }

    @SuppressWarnings("UnusedException") // Messages and causes come from the container.
    private static @Nullable Object bound(String name) {
        try {
            return lookUp(name);
        } catch (NameNotFoundException e) {
            return null;
        } catch (NoInitialContextException e) {
            throw new IllegalArgumentException("names " + name + ", but this container has no JNDI");
        } catch (NamingException | RuntimeException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException("names " + name + ", which cannot be looked up: "
                    + e.getClass().getName()
                    + (cause == null ? "" : " from " + cause.getClass().getName()));
        }
    }

    @SuppressWarnings("BanJNDI") // Only the deployer sets the name, and NAME admits none that leads to another host.
    private static @Nullable Object lookUp(String name) throws NamingException {
        InitialContext context = new InitialContext();
        try {
            return context.lookup(name);
        } finally {
            close(context);
        }
    }

    private static void close(InitialContext context) {
        try {
            context.close();
        } catch (NamingException e) {
            // Some containers refuse this as a change of a read-only context.
        }
    }
}
