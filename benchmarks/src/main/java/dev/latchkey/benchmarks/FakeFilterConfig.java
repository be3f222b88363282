package dev.latchkey.benchmarks;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration of a filter that is mapped to everything in an app with nothing else in it. Immutable. */
final class FakeFilterConfig implements FilterConfig {

    private static final FilterRegistration REGISTRATION = fake(
            FilterRegistration.class,
            Map.of("getUrlPatternMappings", List.of("/*"), "getServletNameMappings", List.of()));

    private static final ServletContext CONTEXT = fake(
            ServletContext.class,
            Map.of(
                    "getContextPath",
                    "",
                    "getFilterRegistration",
                    REGISTRATION,
                    "getFilterRegistrations",
                    Map.of("latchkey", REGISTRATION)));

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                FakeFilterConfig.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }

    @Override
    public String getFilterName() {
        return "latchkey";
    }

    @Override
    public ServletContext getServletContext() {
        return CONTEXT;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return null;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.emptyEnumeration();
    }
}
