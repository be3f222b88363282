package dev.latchkey.spring.boot;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.management.ManagementServlet;
import dev.latchkey.management.ManagementToken;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/** Registers the management servlet as the properties say. Stateless. */
final class ManagementRegistration {

    private static final String PREFIX = "latchkey.management.";

    private ManagementRegistration() {}

    /**
     * Returns the registration of a servlet that changes {@code store}.
     *
     * @throws LatchkeyStartException naming every property that is missing or invalid
     */
    static ServletRegistrationBean<ManagementServlet> of(
            LatchkeySettings settings, @Nullable WritableStore store, AccessEventListener listener) {
        LatchkeyProperties.Management in = settings.properties().management();
        List<String> problems = new ArrayList<>();
        if (store == null
                || (store instanceof InMemoryStore && settings.properties().dataSource() == null)) {
            problems.add(PREFIX + "enabled: needs a configuration file or a database, where changes can be stored");
        }
        if (!in.path().startsWith("/") || !in.path().endsWith("/*")) {
            problems.add(PREFIX + "path: must be a path that starts with / and ends with /*");
        }
        if (store == null || !problems.isEmpty()) {
            throw refused(problems);
        }
        ManagementServlet.Builder builder = ManagementServlet.builder(Administration.builder(store)
                        .secretHasher(settings.hasher())
                        .eventListener(listener)
                        .build())
                .secretHasher(settings.hasher());
        if (in.accountId() != null) {
            builder.accountId(in.accountId());
        }
        addTokens(in, builder, problems);
        try {
            ServletRegistrationBean<ManagementServlet> registration =
                    new ServletRegistrationBean<>(builder.build(), in.path());
            registration.setName(ManagementServlet.NAME);
            registration.setLoadOnStartup(1);
            if (problems.isEmpty()) {
                return registration;
            }
        } catch (ConfigurationException e) {
            e.faults().forEach(fault -> problems.add(property(fault)));
        }
        throw refused(problems);
    }

    private static void addTokens(
            LatchkeyProperties.Management in, ManagementServlet.Builder builder, List<String> problems) {
        for (int i = 0; i < in.tokens().size(); i++) {
            LatchkeyProperties.Management.Token token = in.tokens().get(i);
            String place = PREFIX + "tokens[" + i + "]";
            ManagementToken.Scope scope = token.scope() == null ? null : ManagementToken.Scope.ofWord(token.scope());
            if (scope == null) {
                problems.add(place + ".scope: must be read or write");
            }
            try {
                if (token.name() == null || token.digest() == null) {
                    problems.add(place + ": needs name, scope and digest");
                } else if (scope != null) {
                    builder.token(token.name(), scope, SecretDigest.parse(token.digest()));
                }
            } catch (IllegalArgumentException e) {
                problems.add(place + ".digest: must be the SHA-256 of the management token in hex");
            }
        }
    }

    private static String property(Fault fault) {
        String pointer = fault.pointer().substring(1).replaceAll("/(\\d+)", "[$1]");
        return PREFIX + pointer.replace('/', '.').replace('_', '-') + ": " + fault.message();
    }

    private static LatchkeyStartException refused(List<String> problems) {
        return LatchkeyStartException.of(
                problems, "Correct the properties, or set latchkey.management.enabled to false.");
    }
}
