package dev.latchkey.servlet.registration;

import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void keepsItsPlaceIfItWasDeclared() throws Exception {
        when(other.getClassName()).thenReturn("org.apache.tomcat.websocket.server.WsFilter");

        FilterPlacement.place(config, false);

        verify(ours).addMappingForUrlPatterns(EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST)), false, "/*");
    }
}
