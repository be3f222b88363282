package dev.latchkey.examples.programmatic;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.Objects;

/** Admits the client that the context parameters name. In a web archive, this is the only class you need. */
@WebListener
public final class AccessListener implements ServletContextListener {

    /** For the container. */
    public AccessListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        ServiceToken client = ServiceToken.of(
                required(context, "client-id"), SecretDigest.parse(required(context, "client-secret-digest")));

        Application jobs = Application.named("jobs")
                .domain("*")
                .readServiceTokensFromHeader("X-Api-Key")
                .sessionDuration(Duration.ofHours(1))
                .anyValidServiceToken(true)
                .build();

        AccessGate gate = AccessGate.builder()
                .credentialStore(id -> id.equals(client.clientId()) ? client : null)
                .organization(
                        Organization.builder().authDomain("access.example.com").build())
                .application(jobs)
                .build();
        AccessFilter.register(context, gate);
    }

    private static String required(ServletContext context, String name) {
        return Objects.requireNonNull(context.getInitParameter(name), "the context parameter " + name + " is missing");
    }
}
