package dev.latchkey.servlet;

import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Init parameters as in web.xml. */
record TestFilterConfig(ServletContext context, Map<String, String> parameters) implements FilterConfig {

    static TestFilterConfig of(ServletContext context, String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new TestFilterConfig(context, parameters);
    }

    /** Creates the configuration of a filter that is mapped to everything. */
    static TestFilterConfig registered(String... namesAndValues) {
        ServletContext context = mock(ServletContext.class);
        FilterRegistration registration = mock(FilterRegistration.class);
        when(registration.getUrlPatternMappings()).thenReturn(List.of("/*"));
        when(context.getContextPath()).thenReturn("");
        doReturn(registration).when(context).getFilterRegistration("gate");
        return of(context, namesAndValues);
    }

    @Override
    public String getFilterName() {
        return "gate";
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public String getInitParameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }
}
