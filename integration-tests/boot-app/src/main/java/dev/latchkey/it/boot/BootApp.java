package dev.latchkey.it.boot;

import dev.latchkey.it.launcher.Lifeline;
import dev.latchkey.it.launcher.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the app with the options of the run. */
final class BootApp {

    private BootApp() {}

    static void start(Class<?> launcher) {
        // Spring's dispatcher servlet has the root.
        System.setProperty("latchkey.it.root", "files");
        SpringApplication application = new SpringApplication(launcher);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(properties());
        ConfigurableApplicationContext context = application.run();
        Lifeline.ready("http=" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.port", "0");
        properties.put("server.address", "127.0.0.1");
        properties.put("server.servlet.context-path", Options.contextPath());
        properties.put("server.http2.enabled", "true");
        properties.put(
                "spring.web.resources.static-locations",
                Options.directory().resolve("web").toUri().toString());
        properties.put("server.forward-headers-strategy", Options.forwarded() ? "framework" : "none");
        if (Options.lax()) {
            properties.put("spring.mvc.pathmatch.matching-strategy", "ant_path_matcher");
            properties.put("server.tomcat.relaxed-path-chars", "\\,{,},|,^,[,]");
            properties.put("server.forward-headers-strategy", Options.forwarded() ? "native" : "none");
        }
        return properties;
    }
}
