package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import dev.latchkey.AccessMeter;
import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.file.SessionFiles;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.parameters.DatabaseParameters;
import dev.latchkey.servlet.parameters.InitParameters;
import dev.latchkey.servlet.parameters.OpenResources;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.servlet.parameters.StoreOpener;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonConfiguration;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a gate from a filter's init parameters; {@code docs/configuration.md} describes them. Thread-safe. */
final class WebXmlConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(WebXmlConfiguration.class);

    private static final String CONFIGURATION = "configuration";
    private static final String DEFAULT_NAME = "app";

    private final ParameterExpansion expansion;
    private final InstantSource clock;

    WebXmlConfiguration(ParameterExpansion expansion, InstantSource clock) {
        this.expansion = expansion;
        this.clock = clock;
    }

    /** Returns a reader that uses the environment, system properties and clock of this process. */
    static WebXmlConfiguration ofProcess() {
        return new WebXmlConfiguration(ParameterExpansion.ofProcess(), InstantSource.system());
    }

    /**
     * Opens the gate that the parameters describe.
     *
     * @throws ServletException naming every parameter that is wrong, or what could not be read
     */
    ConfiguredGate open(FilterConfig config) throws ServletException {
        OpenResources opened = new OpenResources();
        boolean complete = false;
        try {
            AccessGate gate = gate(config, opened);
            opened.add(gate);
            complete = true;
            return new ConfiguredGate(gate, opened);
        } catch (ConfigurationException e) {
            throw new ServletException(cannotStart(config) + e.getMessage(), e);
        } catch (IOException e) {
            // The message alone is often only a file name.
            throw new ServletException(cannotStart(config) + e, e);
        } finally {
            if (!complete) {
                opened.close();
            }
        }
    }

    private static String cannotStart(FilterConfig config) {
        return "the filter " + config.getFilterName() + " cannot start: ";
    }

    private AccessGate gate(FilterConfig config, OpenResources opened) throws IOException, ServletException {
        Set<String> known = new HashSet<>(SingleApplication.PARAMETERS);
        known.addAll(DatabaseParameters.PARAMETERS);
        known.addAll(List.of(CONFIGURATION, InitParameters.KEY_FILE, InitParameters.PEPPER));
        InitParameters parameters = new InitParameters(config, known, expansion);
        SecretHasher hasher = parameters.hasher();
        StoreOpener database = DatabaseParameters.read(parameters, clock);
        AccessMeter meter = meter(config);
        if (meter != null) {
            opened.addIfCloseable(meter);
        }
        AccessGate.Builder builder;
        if (parameters.has(DatabaseParameters.DATA_SOURCE)) {
            builder = fromDatabase(config, parameters, database, hasher, opened);
        } else if (parameters.has(CONFIGURATION)) {
            builder = fromDocument(config, parameters, hasher, opened);
        } else {
            builder = fromParameters(config.getServletContext(), parameters, hasher, opened);
        }
        if (meter != null) {
            builder.meter(meter);
        }
        return builder.build();
    }

    private static @Nullable AccessMeter meter(FilterConfig config) throws ServletException {
        Object found = config.getServletContext().getAttribute(AccessFilter.METER);
        if (found == null || found instanceof AccessMeter) {
            return (AccessMeter) found;
        }
        // Another class loader may have loaded the interface.
        throw new ServletException(cannotStart(config) + "the context attribute " + AccessFilter.METER
                + " must hold an AccessMeter of this web app, not a "
                + found.getClass().getName());
    }

    private AccessGate.Builder fromParameters(
            ServletContext context, InitParameters parameters, SecretHasher hasher, OpenResources opened)
            throws IOException {
        String displayName = context.getServletContextName();
        AccessDocument document = SingleApplication.read(
                parameters, displayName == null || displayName.isBlank() ? DEFAULT_NAME : displayName, hasher);
        Path keyFile = parameters.path(InitParameters.KEY_FILE);
        parameters.check();
        if (document == null) {
            throw new IllegalStateException("valid parameters produced no document");
        }
        return inMemory(document, keyFile, hasher, opened);
    }

    private AccessGate.Builder fromDatabase(
            FilterConfig config,
            InitParameters parameters,
            @Nullable StoreOpener database,
            SecretHasher hasher,
            OpenResources opened)
            throws ServletException {
        Set<String> others = new HashSet<>(SingleApplication.PARAMETERS);
        others.addAll(List.of(CONFIGURATION, InitParameters.KEY_FILE));
        parameters.refuse(others, "cannot be combined with data-source; the database holds the whole configuration");
        parameters.check();
        if (database == null) {
            throw new IllegalStateException("valid parameters produced no data source");
        }
        WritableStore store = database.open(cannotStart(config));
        opened.addIfCloseable(store);
        return shared(config, store, hasher, opened);
    }

    private AccessGate.Builder fromDocument(
            FilterConfig config, InitParameters parameters, SecretHasher hasher, OpenResources opened)
            throws IOException, ServletException {
        parameters.refuse(
                SingleApplication.PARAMETERS,
                "cannot be combined with configuration; the file holds the whole configuration");
        ConfigurationSource source = source(config.getServletContext(), parameters);
        Path keyFile = parameters.path(InitParameters.KEY_FILE);
        parameters.check();
        if (source == null) {
            throw new IllegalStateException("valid parameters produced no configuration source");
        }
        Path file = source.file();
        if (file != null) {
            JsonFileStore.Builder builder =
                    JsonFileStore.builder(file).clock(clock).secretHasher(hasher);
            if (keyFile != null) {
                builder.keyFile(keyFile);
            }
            JsonFileStore store = builder.open();
            opened.add(store);
            return shared(config, store, hasher, opened);
        }
        try (InputStream content = source.open()) {
            return inMemory(JsonConfiguration.read(source.name(), content, hasher), keyFile, hasher, opened);
        }
    }

    /** Prepares a gate over a store, and shares the store with the management servlet of the same web app. */
    private AccessGate.Builder shared(
            FilterConfig config, WritableStore store, SecretHasher hasher, OpenResources opened)
            throws ServletException {
        ServletContext context = config.getServletContext();
        if (context.getAttribute(AccessFilter.ADMINISTRATION) == null) {
            Administration.Builder administration =
                    Administration.builder(store).clock(clock).secretHasher(hasher);
            AccessMeter meter = meter(config);
            if (meter != null) {
                administration.eventListener(meter);
            }
            context.setAttribute(AccessFilter.ADMINISTRATION, administration.build());
            opened.add(() -> context.removeAttribute(AccessFilter.ADMINISTRATION));
        }
        return AccessGate.builder().store(store).clock(clock).secretHasher(hasher);
    }

    private static @Nullable ConfigurationSource source(ServletContext context, InitParameters parameters) {
        String location = parameters.text(CONFIGURATION);
        try {
            return location == null ? null : ConfigurationSource.find(location, context);
        } catch (IllegalArgumentException e) {
            parameters.fault(CONFIGURATION, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private AccessGate.Builder inMemory(
            AccessDocument document, @Nullable Path keyFile, SecretHasher hasher, OpenResources opened)
            throws IOException {
        AccessGate.Builder builder = AccessGate.builder()
                .store(new InMemoryStore(document, clock))
                .clock(clock)
                .secretHasher(hasher);
        if (keyFile == null) {
            LOG.info("signing keys are kept in memory, so sessions end with the process; set key-file to keep them");
        } else {
            SessionFiles files = SessionFiles.open(keyFile, clock);
            opened.add(files);
            builder.signingKeyStore(files).revocationStore(files);
        }
        return builder;
    }
}
