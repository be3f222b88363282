package dev.latchkey.spring.boot;

import dev.latchkey.model.SecretHasher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The properties of an app, free of unknown names and contradictions. Immutable. */
final class LatchkeySettings {

    private static final String PREFIX = "latchkey";
    private static final String NEEDS_DATABASE = "has no effect unless latchkey.data-source is set";
    private static final String NEEDS_MANAGEMENT = "has no effect unless latchkey.management.enabled is true";

    private final LatchkeyProperties properties;
    private final SecretHasher hasher;

    private LatchkeySettings(LatchkeyProperties properties, SecretHasher hasher) {
        this.properties = properties;
        this.hasher = hasher;
    }

    LatchkeyProperties properties() {
        return properties;
    }

    SecretHasher hasher() {
        return hasher;
    }

    /**
     * Reads the properties of an app.
     *
     * @throws LatchkeyStartException naming every property that is unknown, or that contradicts another
     */
    static LatchkeySettings of(Environment environment) {
        UnsetValues unset =
                new UnsetValues(new NoUnboundElementsBindHandler(BindHandler.DEFAULT, LatchkeySettings::isOurs));
        LatchkeyProperties properties;
        try {
            properties = Binder.get(environment).bindOrCreate(PREFIX, Bindable.of(LatchkeyProperties.class), unset);
        } catch (BindException e) {
            // Spring may take a blank value for an unknown property.
            throw unset.problems().isEmpty() ? refused(e) : refused(unset.problems());
        }
        List<String> problems = contradictions(properties);
        problems.addAll(unset.problems());
        SecretHasher hasher = hasher(properties, problems);
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
        return new LatchkeySettings(properties, hasher);
    }

    private static LatchkeyStartException refused(List<String> problems) {
        return LatchkeyStartException.of(
                problems, "Remove or correct these properties, or set the variables they use.");
    }

    /** Environment variables may belong to the command line or to scripts. */
    private static boolean isOurs(ConfigurationPropertySource source) {
        return !(source.getUnderlyingSource() instanceof PropertySource<?> from
                && from.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME));
    }

    /**
     * Names properties and where they are, but no value of an unknown one: it may be a secret with a misspelled name.
     */
    private static LatchkeyStartException refused(BindException e) {
        if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            TreeSet<String> problems = new TreeSet<>();
            for (ConfigurationProperty each : unbound.getUnboundProperties()) {
                problems.add(each.getName() + ": unknown property" + origin(each));
            }
            return LatchkeyStartException.of(
                    List.copyOf(problems),
                    "Correct the name, or remove the property. docs/spring-boot.md lists all properties.");
        }
        ConfigurationProperty property = e.getProperty();
        Class<?> type = e.getTarget().getType().resolve(Object.class);
        boolean harmless = type == Boolean.class || type == boolean.class || type == Integer.class || type.isEnum();
        String value = harmless && property != null ? ", not " + property.getValue() : "";
        String origin = property == null ? "" : origin(property);
        return new LatchkeyStartException(
                e.getName() + ": must be " + expected(type) + value + origin, "Correct the value of this property.");
    }

    private static String expected(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        } else if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object each : Objects.requireNonNull(type.getEnumConstants())) {
                words.add(each.toString().toLowerCase(Locale.ROOT));
            }
            return "one of " + String.join(", ", words);
        }
        return type == Integer.class ? "a number" : "a " + type.getSimpleName();
    }

    private static String origin(ConfigurationProperty property) {
        return property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }

    private static List<String> contradictions(LatchkeyProperties in) {
        List<String> problems = new ArrayList<>();
        Map<String, @Nullable Object> sources = new LinkedHashMap<>();
        sources.put("latchkey.configuration", in.configuration());
        sources.put("latchkey.data-source", in.dataSource());
        sources.put("latchkey.client-id", in.clientId());
        List<String> chosen = set(sources);
        if (chosen.size() > 1) {
            problems.add(String.join(" and ", chosen) + ": cannot be combined; each holds the whole configuration");
        }
        if (in.dataSource() == null) {
            Map<String, @Nullable Object> database = new LinkedHashMap<>();
            database.put("latchkey.key-encryption-key", in.keyEncryptionKey());
            database.put("latchkey.fail-closed-after", in.failClosedAfter());
            database.put("latchkey.migrate", in.migrate());
            database.put("latchkey.listen", in.listen());
            set(database).forEach(name -> problems.add(name + ": " + NEEDS_DATABASE));
        } else if (in.keyFile() != null) {
            problems.add(
                    "latchkey.key-file: cannot be combined with latchkey.data-source; the database holds the keys");
        }
        inline(in, problems);
        management(in.management(), problems);
        return problems;
    }

    private static void inline(LatchkeyProperties in, List<String> problems) {
        if (in.configuration() != null || in.dataSource() != null) {
            String holder = in.configuration() != null ? "latchkey.configuration" : "latchkey.data-source";
            Map<String, @Nullable Object> inline = new LinkedHashMap<>();
            inline.put("latchkey.organization", in.organization());
            inline.put("latchkey.applications", in.applications().isEmpty() ? null : in.applications());
            set(inline)
                    .forEach(name -> problems.add(
                            name + ": cannot be combined with " + holder + ", which holds the whole configuration"));
        }
        if (in.clientId() != null && in.clientSecretDigest() == null) {
            problems.add(
                    "latchkey.client-secret-digest: is missing; set it to the SHA-256 of the client secret in hex");
        } else if (in.clientId() == null && in.clientSecretDigest() != null) {
            problems.add("latchkey.client-id: is missing; latchkey.client-secret-digest belongs to it");
        }
    }

    private static void management(LatchkeyProperties.Management in, List<String> problems) {
        if (!in.enabled()) {
            if (in.accountId() != null) {
                problems.add("latchkey.management.account-id: " + NEEDS_MANAGEMENT);
            }
            if (!in.tokens().isEmpty()) {
                problems.add("latchkey.management.tokens: " + NEEDS_MANAGEMENT);
            }
        }
    }

    private static List<String> set(Map<String, @Nullable Object> values) {
        return values.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static SecretHasher hasher(LatchkeyProperties in, List<String> problems) {
        try {
            return in.pepper() == null ? SecretHasher.sha256() : SecretHasher.peppered(in.pepper());
        } catch (IllegalArgumentException e) {
            problems.add("latchkey.pepper: must be at least 16 bytes, in hex or base64");
            return SecretHasher.sha256();
        }
    }
}
