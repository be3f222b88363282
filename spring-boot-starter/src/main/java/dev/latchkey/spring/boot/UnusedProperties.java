package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** Finds properties, and a test's store, without effect because a bean of the app decides instead. Stateless. */
final class UnusedProperties {

    /** The test kit replaces the store on purpose, whatever the properties of the app say. */
    private static final String TEST_STORE = "latchkeyTestStore";

    private UnusedProperties() {}

    /**
     * Checks the properties, and the store of a test, against the beans.
     *
     * @throws LatchkeyStartException naming the bean and everything that has no effect
     */
    static void refuse(ListableBeanFactory beans, LatchkeyProperties in) {
        boolean ownGate = !beans.containsBeanDefinition("latchkeyGate");
        if (beans.containsBeanDefinition(TEST_STORE)) {
            if (ownGate) {
                throw new LatchkeyStartException(
                        "InMemoryAccess: has no effect, because the app has " + bean(beans, true),
                        "Keep that bean out of this test, for example with @Profile, or issue the test's service tokens"
                                + " in its store.");
            }
            return;
        }
        if (beans.containsBeanDefinition("latchkeyStore")) {
            return;
        }
        Map<String, @Nullable Object> unused = new LinkedHashMap<>();
        unused.put("configuration", in.configuration());
        unused.put("data-source", in.dataSource());
        unused.put("client-id", in.clientId());
        if (ownGate || beans.getBeanNamesForType(AccessStore.class).length > 0) {
            unused.put("organization", in.organization());
            unused.put("applications", in.applications().isEmpty() ? null : in.applications());
        }
        if (ownGate) {
            unused.put("key-file", in.keyFile());
            unused.put("pepper", in.pepper());
        }
        unused.values().removeIf(Objects::isNull);
        if (!unused.isEmpty()) {
            List<String> problems = unused.keySet().stream()
                    .map(name -> "latchkey." + name + ": has no effect, because the app has " + bean(beans, ownGate))
                    .toList();
            throw LatchkeyStartException.of(problems, "Remove these properties, or the bean.");
        }
    }

    private static String bean(ListableBeanFactory beans, boolean ownGate) {
        if (!ownGate) {
            return "its own credential store as a bean";
        }
        return beans.getBeanNamesForType(AccessGate.class).length > 0
                ? "a bean of type " + AccessGate.class.getSimpleName()
                : "its own registration of " + AccessFilter.class.getSimpleName();
    }
}
