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

    /** Whatever has another scheme is a URL: of a database, or of something that JNDI would ask over the network. */
    private static final Pattern NAME = Pattern.compile("(?:java:)?[^:;?=&@\\s]+");

    private JndiDataSource() {}

    /**
     * {@return what is bound to {@code name}}
     *
     * @throws IllegalArgumentException if it is no name, or that of nothing, or of something else. The message does not
     *     repeat what is no name, and nothing that a container says, as there may be a password in it; so it has no cause
     */
    static DataSource find(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("must be a name in JNDI, such as java:comp/env/jdbc/app");
        }
        Object found = bound(name);
        if (found instanceof DataSource source) {
            return source;
        }
        throw new IllegalArgumentException("names " + name + ", where "
                + (found == null
                        ? "nothing is bound"
                        : "a " + found.getClass().getName() + " is, which is no DataSource"));
    }

    @SuppressWarnings("UnusedException") // Their messages and causes are the container's.
    private static @Nullable Object bound(String name) {
        try {
            return lookUp(name);
        } catch (NameNotFoundException e) {
            return null;
        } catch (NoInitialContextException e) {
            throw new IllegalArgumentException("names " + name + ", and there is no JNDI in this container");
        } catch (NamingException | RuntimeException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException("names " + name + ", which cannot be looked up: "
                    + e.getClass().getName()
                    + (cause == null ? "" : " from " + cause.getClass().getName()));
        }
    }

    @SuppressWarnings(
            "BanJNDI") // It is who deploys the web app that says the name, and NAME lets none lead to another host.
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
            // Some containers take it for a change of what only they may change.
        }
    }
}
