package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.ResolvableType;

/** Finds properties, and a test's store, without effect because a bean of the app decides instead. Stateless. */
final class UnusedProperties {

    /** The test kit replaces the store on purpose, whatever the properties of the app say. */
    private static final String TEST_STORE = "latchkeyTestStore";

    /** The beans of an app that decide which store is used. */
    private static final List<ResolvableType> GATES = List.of(
            ResolvableType.forClass(AccessGate.class),
            ResolvableType.forClass(AccessFilter.class),
            ResolvableType.forClassWithGenerics(FilterRegistrationBean.class, AccessFilter.class));

    private UnusedProperties() {}

    /**
     * Checks the properties, and the store of a test, against the beans.
     *
     * @throws LatchkeyStartException naming the bean and everything that has no effect
     */
    static void refuse(ConfigurableListableBeanFactory beans, LatchkeyProperties in) {
        boolean ownGate = !beans.containsBeanDefinition("latchkeyGate");
        if (beans.containsBeanDefinition(TEST_STORE)) {
            if (ownGate && !isUsedByGate(TEST_STORE, beans, new HashSet<>())) {
                throw new LatchkeyStartException(
                        "InMemoryAccess: has no effect, because the app has " + bean(beans, true)
                                + ", into which the test's store is not injected",
                        "Inject the store into that bean, for example as a parameter of type AccessStore; or keep the"
                                + " bean out of this test, for example with @Profile.");
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
            // The management API makes the digests of new secrets with it.
            unused.put("pepper", in.management().enabled() ? null : in.pepper());
        }
        unused.values().removeIf(Objects::isNull);
        if (!unused.isEmpty()) {
            List<String> problems = unused.keySet().stream()
                    .map(name -> "latchkey." + name + ": has no effect, because the app has " + bean(beans, ownGate))
                    .toList();
            throw LatchkeyStartException.of(problems, "Remove these properties, or the bean.");
        }
    }

    /** Returns whether a gate or a registration of the filter got this bean injected, directly or through other beans. */
    private static boolean isUsedByGate(String bean, ConfigurableListableBeanFactory beans, Set<String> seen) {
        for (String dependent : beans.getDependentBeans(bean)) {
            if (seen.add(dependent) && (isGate(dependent, beans) || isUsedByGate(dependent, beans, seen))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGate(String bean, ListableBeanFactory beans) {
        return beans.containsBean(bean) && GATES.stream().anyMatch(type -> beans.isTypeMatch(bean, type));
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
