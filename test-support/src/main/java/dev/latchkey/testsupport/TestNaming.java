package dev.latchkey.testsupport;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** The JNDI of tests, named in {@code jndi.properties}. JNDI creates an instance for each look-up. */
public final class TestNaming implements InitialContextFactory {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    /** Binds {@code value}; a look-up throws it if it is an exception. Each test uses its own names. */
    public static void bind(String name, Object value) {
        BOUND.put(name, value);
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return new InitialContext(true) {
            @Override
            public Object lookup(String name) throws NamingException {
                Object found = BOUND.get(name);
                if (found instanceof NamingException refused) {
                    throw refused;
                } else if (found instanceof RuntimeException broken) {
                    throw broken;
                } else if (found == null) {
                    throw new NameNotFoundException(name);
                }
                return found;
            }

            @Override
            public void close() throws NamingException {
                // As Tomcat does.
                throw new NamingException("is read-only");
            }
        };
    }
}
