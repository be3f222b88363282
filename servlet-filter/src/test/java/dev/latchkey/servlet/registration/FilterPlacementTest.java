package dev.latchkey.servlet.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("The place of a filter that is being initialized (request contract, section 5)")
final class FilterPlacementTest {

    private final ServletContext context = mock(ServletContext.class);
    private final FilterConfig config = mock(FilterConfig.class);
    private final FilterRegistration ours = mock(FilterRegistration.class);
    private final FilterRegistration other = mock(FilterRegistration.class);

    @BeforeEach
    void register() {
        when(config.getServletContext()).thenReturn(context);
        when(config.getFilterName()).thenReturn("ours");
        when(ours.getUrlPatternMappings()).thenReturn(List.of("/*"));
        when(context.getFilterRegistration("ours")).thenReturn(ours);
        doReturn(Map.of("ours", ours, "other", other)).when(context).getFilterRegistrations();
    }

    private List<String> logged() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(FilterPlacement.class);
        log.start();
        logger.addAppender(log);
        try {
            FilterPlacement.place(config, false).log();
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void tellsWhereItStands() throws Exception {
        when(context.getContextPath()).thenReturn("/shop");
        when(ours.getUrlPatternMappings()).thenReturn(List.of("/*", "*.do"));

        assertThat(logged())
                .containsExactly(
                        "INFO The filter ours stands in front of the web app /shop/ at /*, *.do: for REQUEST where"
                                + " declared, and for FORWARD, INCLUDE, ERROR and ASYNC");
    }

    @Test
    void warnsOfUrlsThatItDoesNotSee() throws Exception {
        when(context.getContextPath()).thenReturn("");
        when(ours.getUrlPatternMappings()).thenReturn(List.of("/api/*"));
        when(ours.getServletNameMappings()).thenReturn(List.of("reports"));

        assertThat(logged()).element(0).asString().contains(" the web app / at /api/*, the servlet reports: ");
        assertThat(logged())
                .element(1)
                .isEqualTo(
                        "WARN The filter ours is not mapped to /*, so all other URLs of the web app / are not protected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.apache.tomcat.websocket.server.WsFilter", "org.glassfish.tyrus.servlet.TyrusServletFilter"})
    void movesAheadOfUpgradeFiltersIfCodeMadeIt(String upgradeFilter) throws Exception {
        when(other.getClassName()).thenReturn(upgradeFilter);

        FilterPlacement.place(config, true);

        verify(ours).addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    @Test
    void keepsItsPlaceOtherwise() throws Exception {
        when(other.getClassName()).thenReturn("com.example.EncodingFilter");

        FilterPlacement.place(config, true);

        verify(ours).addMappingForUrlPatterns(EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST)), false, "/*");
    }

    @Test
    void completesDeclaredMappingsOnce() throws Exception {
        EnumSet<DispatcherType> further = EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST));
        when(ours.getClassName()).thenReturn("Ours");
        when(ours.getServletNameMappings()).thenReturn(List.of("reports"));
        when(other.getClassName()).thenReturn("com.example.Other");

        FilterPlacement.placeDeclared(context, "Ours");

        verify(ours).addMappingForUrlPatterns(further, false, "/*");
        verify(ours).addMappingForServletNames(further, false, "reports");
        verify(other, never()).addMappingForUrlPatterns(any(), anyBoolean(), any());
        verify(context).setAttribute("dev.latchkey.servlet.placed.ours", true);

        when(context.getAttribute("dev.latchkey.servlet.placed.ours")).thenReturn(true);
        FilterPlacement.placeDeclared(context, "Ours");
        FilterPlacement.place(config, false).end();

        verify(ours, times(1)).addMappingForUrlPatterns(any(), anyBoolean(), any());
        verify(context).removeAttribute("dev.latchkey.servlet.placed.ours");
    }

    @Test
    void completesNoFilterWithoutMappings() {
        when(ours.getClassName()).thenReturn("Ours");
        when(ours.getUrlPatternMappings()).thenReturn(List.of());

        FilterPlacement.placeDeclared(context, "Ours");

        verify(context, never()).setAttribute(any(), any());
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> FilterPlacement.place(config, false))
                .withMessageContaining("it has no mapping");
    }

    @Test
    void completesFiltersThatAreMappedToServletsOnly() {
        when(ours.getClassName()).thenReturn("Ours");
        when(ours.getUrlPatternMappings()).thenReturn(List.of());
        when(ours.getServletNameMappings()).thenReturn(List.of("reports"));

        FilterPlacement.placeDeclared(context, "Ours");

        verify(ours, never()).addMappingForUrlPatterns(any(), anyBoolean(), any());
        verify(ours)
                .addMappingForServletNames(EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST)), false, "reports");
    }

    @Test
    void supportsAsyncRequestsIfTheContainerLetsIt() throws Exception {
        FilterRegistration.Dynamic dynamic = mock(FilterRegistration.Dynamic.class);
        when(dynamic.getUrlPatternMappings()).thenReturn(List.of("/*"));
        when(context.getFilterRegistration("ours")).thenReturn(dynamic);

        FilterPlacement.place(config, false);

        verify(dynamic).setAsyncSupported(true);
    }

    @Test
    void isRegisteredOnlyWhereTheContainerKnowsIt() {
        assertThat(FilterPlacement.isRegistered(config)).isTrue();
        when(context.getFilterRegistration("ours")).thenReturn(null);
        assertThat(FilterPlacement.isRegistered(config)).isFalse();
        when(context.getFilterRegistration("ours")).thenThrow(new UnsupportedOperationException("in a whiteboard"));
        assertThat(FilterPlacement.isRegistered(config)).isFalse();
    }

    @Test
    void keepsItsPlaceIfItWasDeclared() throws Exception {
        when(other.getClassName()).thenReturn("org.apache.tomcat.websocket.server.WsFilter");

        FilterPlacement.place(config, false);

        verify(ours).addMappingForUrlPatterns(EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST)), false, "/*");
    }

    @Nested
    @DisplayName("On a server that passes the request target * to servlets, past filters mapped to /*")
    class AsteriskTarget {

        @BeforeEach
        void onLiberty() {
            ServletRegistration front = mock(ServletRegistration.class);
            when(front.getName()).thenReturn("front");
            when(front.getMappings()).thenReturn(List.of("/"));
            ServletRegistration inner = mock(ServletRegistration.class);
            when(inner.getMappings()).thenReturn(List.of("/inner/*"));
            when(context.getServerInfo()).thenReturn("IBM WebSphere Liberty/25.0.0.12");
            doReturn(Map.of("front", front, "inner", inner)).when(context).getServletRegistrations();
        }

        @Test
        void mapsADeclaredFilterToTheDefaultServlet() {
            when(ours.getClassName()).thenReturn("Ours");

            FilterPlacement.placeDeclared(context, "Ours");

            verify(ours).addMappingForServletNames(EnumSet.allOf(DispatcherType.class), false, "front");
        }

        @Test
        void mapsANewFilterToTheDefaultServlet() {
            FilterRegistration.Dynamic made = mock(FilterRegistration.Dynamic.class);

            FilterPlacement.placeNew(context, "made", made);

            verify(made).setAsyncSupported(true);
            verify(made).addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
            verify(made).addMappingForServletNames(EnumSet.allOf(DispatcherType.class), false, "front");
            verify(context).setAttribute("dev.latchkey.servlet.placed.made", true);
        }

        @Test
        void refusesToStartWithoutThatMapping() {
            assertThatExceptionOfType(ServletException.class)
                    .isThrownBy(() -> FilterPlacement.place(config, false))
                    .withMessageContaining("<servlet-name>front</servlet-name>");
        }

        @Test
        void startsWithThatMapping() throws Exception {
            when(ours.getServletNameMappings()).thenReturn(List.of("front"));

            assertThat(FilterPlacement.place(config, false)).isNotNull();
        }
    }
}
