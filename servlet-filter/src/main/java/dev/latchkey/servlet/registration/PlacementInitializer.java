package dev.latchkey.servlet.registration;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes the mappings of filters that {@code web.xml} declares before any code of the web app runs, and closes
 * registrations at its end. Containers find this class by its name in {@code META-INF/services}. If a container does
 * not run it, the filter does the same when it is initialized and destroyed. Stateless.
 */
public final class PlacementInitializer implements ServletContainerInitializer {

    /** Referred to by name, as that package imports this one. */
    private static final String FILTER = "dev.latchkey.servlet.AccessFilter";

    /** Creates an initializer. */
    public PlacementInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
        FilterPlacement.placeDeclared(context, FILTER);
        context.addListener(new ContextEnd());
    }
}
