package dev.latchkey.servlet.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.testsupport.JndiDatabase;
import dev.latchkey.testsupport.TestNaming;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JndiDataSourceTest {

    @Test
    void findsBoundDataSource() throws Exception {
        try (JndiDatabase database = new JndiDatabase()) {
            TestNaming.bind("jdbc/app", database);

            assertThat(JndiDataSource.find(database.name())).isSameAs(database);
            assertThat(JndiDataSource.find("jdbc/app")).isSameAs(database);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://app:hunter2@db.example.com/app",
                "jdbc:postgresql://db.example.com/app?user=app&password=hunter2",
                "postgresql://app:hunter2@db.example.com/app",
                "//db.example.com/app?password=hunter2",
                "ldap://hunter2.example.com/o=app",
                "rmi://hunter2.example.com/app",
                "java:comp/env/jdbc/app hunter2",
            })
    void rejectsUrlWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> JndiDataSource.find(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a JNDI name such as java:comp/env/jdbc/app");
    }

    @Test
    void reportsInvalidNameWithoutContainerMessage() {
        NamingException cannotMakeIt = new NamingException("jdbc:x://host/app?password=hunter2");
        cannotMakeIt.setRootCause(new ClassNotFoundException("hunter2"));
        TestNaming.bind("java:comp/env/broken", cannotMakeIt);
        TestNaming.bind("java:comp/env/faulty", new IllegalStateException("hunter2"));
        TestNaming.bind("java:comp/env/none", new NoInitialContextException("hunter2"));
        TestNaming.bind("java:comp/env/limit", 42);

        assertRefused("nowhere", "where nothing is bound");
        assertRefused("limit", "where a java.lang.Integer is bound, which is not a DataSource");
        assertRefused("none", "but this container has no JNDI");
        assertRefused("faulty", "which cannot be looked up: java.lang.IllegalStateException");
        assertRefused(
                "broken",
                "which cannot be looked up: javax.naming.NamingException from java.lang.ClassNotFoundException");
    }

    private static void assertRefused(String name, String why) {
        assertThatThrownBy(() -> JndiDataSource.find("java:comp/env/" + name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("names java:comp/env/" + name + ", " + why)
                .hasNoCause();
    }
}
