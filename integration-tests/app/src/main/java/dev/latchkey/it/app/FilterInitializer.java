package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registers the filter where the options say that a late initializer does: after all of the container's own. */
public final class FilterInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
        if (Options.registration().equals("initializer-late")) {
            FilterRegistrar.register(context);
        }
    }
}
