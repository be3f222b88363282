package dev.latchkey.it.boot;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.ServletComponentScan;
import org.springframework.context.annotation.Configuration;

/** The app in Spring Boot 3.5. */
@SpringBootApplication(proxyBeanMethods = false)
public class Launcher {

    public static void main(String[] none) {
        BootApp.start(Launcher.class);
    }

    /** Looks for {@code @WebFilter} where that is the way of registering. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "latchkey.it.registration", havingValue = "web-filter")
    @ServletComponentScan("dev.latchkey.it.boot.scanned")
    static class Scan {}
}
