package dev.latchkey.spring.boot;

import dev.latchkey.servlet.AccessFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.web.context.WebApplicationContext;

/**
 * Lets the filter start in {@code MockMvc}, whose mock of a servlet context forgets the mappings of filters. The filter
 * does not start without a mapping. Stateless.
 */
final class MockMvcRegistration implements ContextCustomizerFactory {

    /** Tells the filter that its mappings are complete. */
    private static final String PLACED = "dev.latchkey.servlet.placed." + AccessFilter.NAME;

    /** Spring creates instances by this constructor. */
    MockMvcRegistration() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return new Customizer();
    }

    /** Equal to all others, so that tests share their contexts. */
    private record Customizer() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            context.addBeanFactoryPostProcessor(beans -> {
                if (context instanceof WebApplicationContext web
                        && web.getServletContext() instanceof MockServletContext mock) {
                    mock.setAttribute(PLACED, true);
                }
            });
        }
    }
}
