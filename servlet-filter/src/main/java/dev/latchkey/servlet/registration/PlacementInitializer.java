package dev.latchkey.servlet.registration;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes the mappings of filters that {@code web.xml} declares, before anything of the web app runs, and sees to it
 * that registrations are closed at its end. Containers find it by its name in {@code META-INF/services}. Where they do not
 * run it, the filter does the same when it is initialized and destroyed. Stateless.
 */
public final class PlacementInitializer implements ServletContainerInitializer {

    /** By name, as that package needs this one. */
    private static final String FILTER = "dev.latchkey.servlet.AccessFilter";

    /** Creates one. */
    public PlacementInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
        FilterPlacement.placeDeclared(context, FILTER);
        context.addListener(new ContextEnd());
    }
}
