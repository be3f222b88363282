package dev.latchkey.servlet;

import jakarta.servlet.ServletContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The location of a configuration document: a file, which is watched, or a resource of the web app, which is read once.
 * Immutable.
 *
 * @param name the name for messages
 * @param file the file, or null for a resource
 * @param resource opens the resource; null for a file
 */
record ConfigurationSource(
        String name, @Nullable Path file, @Nullable Resource resource) {

    private static final String CLASS_PATH = "classpath:";
    private static final String WEB_INF = "/WEB-INF/";

    /** Opens a resource of the web app; returns null if it does not exist. */
    @FunctionalInterface
    interface Resource {
        @Nullable
        InputStream open();
    }

    /**
     * Finds the source at {@code location}: {@code classpath:…}, {@code WEB-INF/…}, or a file path.
     *
     * @throws IllegalArgumentException if there is nothing at that location
     */
    static ConfigurationSource find(String location, ServletContext context) {
        if (location.startsWith(CLASS_PATH)) {
            String path = location.substring(CLASS_PATH.length());
            String name = path.startsWith("/") ? path.substring(1) : path;
            return resource(location, () -> context.getClassLoader().getResourceAsStream(name));
        }
        String inside = location.startsWith("/") ? location : "/" + location;
        if (inside.startsWith(WEB_INF)) {
            // A web app that is not unpacked has no real path.
            String real = context.getRealPath(inside);
            return real != null && Files.isRegularFile(Path.of(real))
                    ? file(Path.of(real))
                    : resource(location, () -> context.getResourceAsStream(inside));
        }
        try {
            return file(Path.of(location).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a valid file path", e);
        }
    }

    private static ConfigurationSource file(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(
                    path.toString().indexOf('{') < 0
                            ? "names " + path + ", which is not a file"
                            : "must be the name of a file, not its content");
        }
        return new ConfigurationSource(path.toString(), path, null);
    }

    private static ConfigurationSource resource(String location, Resource resource) {
        try (InputStream content = resource.open()) {
            if (content == null) {
                throw new IllegalArgumentException("names " + location + ", which is not in the web app");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("names " + location + ", which cannot be read", e);
        }
        return new ConfigurationSource(location, null, resource);
    }

    /**
     * Opens the content of the resource.
     *
     * @throws IOException if the resource no longer exists, or this is a file
     */
    InputStream open() throws IOException {
        InputStream content = resource == null ? null : resource.open();
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }
}
