package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the servlets of the app into any container. The filter is registered elsewhere, as the options have it. */
public final class AppInitializer implements ServletContainerInitializer {

    /** The path of the error page, for containers that must be told. */
    public static final String ERROR_PAGE = "/errors/page";

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
        Journal.ofThisApp().open(Options.directory());
        if (Options.registration().equals("initializer")) {
            FilterRegistrar.register(context);
        }
        servlet(context, "front", "/front/*");
        servlet(context, "prefix", "/prefix/*");
        servlet(context, "do", "*.do");
        if (!Options.files()) {
            servlet(context, "root", "/");
        }
        ServletRegistration.Dynamic named = context.addServlet("named", new FrontController("named"));
        named.setAsyncSupported(true);
        context.addServlet("errors", new ErrorPage()).addMapping(ERROR_PAGE);
    }

    private static void servlet(ServletContext context, String name, String pattern) {
        ServletRegistration.Dynamic servlet = context.addServlet(name, new FrontController(name));
        servlet.setAsyncSupported(true);
        servlet.addMapping(pattern);
    }
}
