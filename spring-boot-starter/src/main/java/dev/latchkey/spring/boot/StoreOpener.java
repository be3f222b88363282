package dev.latchkey.spring.boot;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonConfiguration;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.jdbc.JdbcStoreException;
import dev.latchkey.store.jdbc.KeyEncryptionKey;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;

/** Opens the store that the properties choose. Immutable. */
final class StoreOpener {

    static final String CLASS_PATH = "classpath:";
    private static final String DEFAULT_NAME = "app";

    private static final String MISSING = "No configuration: none of latchkey.configuration, latchkey.data-source and"
            + " latchkey.client-id is set.";

    /** The shortest set-up that works. */
    private static final String ADD_CONFIGURATION = """
            To let one client in, add this to application.yml:

            latchkey:
              client-id: ${APP_CLIENT_ID}
              client-secret-digest: ${APP_CLIENT_SECRET_DIGEST}

            and set both variables, the second one to the SHA-256 of the client secret in hex. For more clients, set\
             latchkey.configuration to a configuration file, or latchkey.data-source to the name of a DataSource bean.""";

    private final ApplicationContext context;
    private final LatchkeySettings settings;
    private final LatchkeyProperties properties;

    StoreOpener(ApplicationContext context, LatchkeySettings settings) {
        this.context = context;
        this.settings = settings;
        this.properties = settings.properties();
    }

    /**
     * Opens the store, which covers at least one application.
     *
     * @throws LatchkeyStartException if there is no configuration, or it is invalid or protects nothing
     */
    WritableStore open() {
        WritableStore store = null;
        try {
            store = opened();
            if (store.configuration().applications().isEmpty()) {
                throw new LatchkeyStartException(
                        "The configuration in " + place() + " has no application, so every request would be denied.",
                        "Add an application to it, for example {\"name\": \"app\", \"domain\": \"*\","
                                + " \"any_valid_service_token\": true}.");
            }
            WritableStore complete = store;
            store = null;
            return complete;
        } catch (ConfigurationException e) {
            throw LatchkeyStartException.of(e);
        } catch (IOException | JdbcStoreException e) {
            // The message alone is often only a file name.
            throw new LatchkeyStartException(place() + " cannot be read: " + e, "Make it readable for the app.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LatchkeyStartException("The start was interrupted.", "Start the app again.");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LatchkeyStartException(place() + " cannot be read: " + e, "Make it readable for the app.");
        } finally {
            close(store);
        }
    }

    private static void close(@Nullable WritableStore store) {
        if (store instanceof AutoCloseable closeable) {
            try (closeable) {
                // Only closed.
            } catch (Exception e) {
                // The start fails for another reason.
            }
        }
    }

    private WritableStore opened() throws IOException, JdbcStoreException, InterruptedException {
        if (properties.dataSource() != null) {
            return database(properties.dataSource());
        } else if (properties.configuration() != null) {
            return properties.configuration().startsWith(CLASS_PATH)
                    ? resource(properties.configuration())
                    : file(properties.configuration());
        } else if (properties.clientId() == null) {
            throw new LatchkeyStartException(MISSING, ADD_CONFIGURATION);
        }
        String name = context.getEnvironment().getProperty("spring.application.name", DEFAULT_NAME);
        return new InMemoryStore(InlineConfiguration.read(properties, name, settings.hasher()), InstantSource.system());
    }

    private WritableStore resource(String location) throws IOException {
        Resource resource = context.getResource(location);
        if (!resource.exists()) {
            throw missing(location);
        }
        try (InputStream content = resource.getInputStream()) {
            return new InMemoryStore(
                    JsonConfiguration.read(location, content, settings.hasher()), InstantSource.system());
        }
    }

    private WritableStore file(String location) throws IOException {
        Path path = path("latchkey.configuration", location);
        if (!Files.isRegularFile(path)) {
            throw missing(path.toString());
        }
        JsonFileStore.Builder builder = JsonFileStore.builder(path).secretHasher(settings.hasher());
        if (properties.keyFile() != null) {
            builder.keyFile(path("latchkey.key-file", properties.keyFile()));
        }
        return builder.open();
    }

    private static LatchkeyStartException missing(String location) {
        return new LatchkeyStartException(
                "latchkey.configuration: " + location + " does not exist.",
                "Create the file, or correct the property. A path is relative to the working directory,"
                        + " classpath:… names a resource of the app.");
    }

    static Path path(String property, String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new LatchkeyStartException(property + ": " + text + " is not a file path.", "Correct the property.");
        }
    }

    private WritableStore database(String bean) throws JdbcStoreException, InterruptedException {
        JdbcStore.Builder builder = JdbcStore.builder(dataSource(bean))
                .migrate(Boolean.TRUE.equals(properties.migrate()))
                .listen(!Boolean.FALSE.equals(properties.listen()))
                .keyEncryptionKeys(keyEncryptionKeys());
        if (properties.failClosedAfter() != null) {
            builder.failClosedAfter(failClosedAfter(properties.failClosedAfter()));
        }
        return builder.open();
    }

    private DataSource dataSource(String bean) {
        try {
            return context.getBean(bean, DataSource.class);
        } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
            List<String> names = List.of(context.getBeanNamesForType(DataSource.class));
            throw new LatchkeyStartException(
                    "latchkey.data-source: there is no DataSource bean with the name " + bean + ".",
                    names.isEmpty()
                            ? "Configure a DataSource, for example with spring.datasource.url; its name is dataSource."
                            : "Set the property to one of: " + String.join(", ", names));
        }
    }

    private List<KeyEncryptionKey> keyEncryptionKeys() {
        String text = properties.keyEncryptionKey();
        try {
            return text == null ? List.of() : KeyEncryptionKey.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new LatchkeyStartException("latchkey.key-encryption-key: " + e.getMessage(), "Correct the property.");
        }
    }

    private static @Nullable Duration failClosedAfter(String text) {
        try {
            return text.equals("never") ? null : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new LatchkeyStartException(
                    "latchkey.fail-closed-after: " + text + " is not a duration.", "Write 500ms to 1h, or never.");
        }
    }

    private String place() {
        if (properties.dataSource() != null) {
            return "the database of " + properties.dataSource();
        }
        return properties.configuration() == null ? "the application properties" : properties.configuration();
    }
}
