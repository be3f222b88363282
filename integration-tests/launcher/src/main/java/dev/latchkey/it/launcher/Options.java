package dev.latchkey.it.launcher;

import java.nio.file.Path;
import java.util.Locale;

/** The options of one run, which are system properties so that they reach an app in any server. */
public final class Options {

    private static final String PREFIX = "latchkey.it.";

    private Options() {}

    /** The directory of the run: {@code latchkey.json} is in it, and {@code journal.port} is written to it. */
    public static Path directory() {
        return Path.of(text("directory", "."));
    }

    /** The context path as the servlet API has it: empty for the root. */
    public static String contextPath() {
        String path = text("context", "/");
        return path.equals("/") ? "" : path;
    }

    /** How the filter is registered: none, api, listener, initializer, initializer-late or web.xml. */
    public static String registration() {
        return text("registration", "none");
    }

    /** Whether the container takes whatever it can be made to take. */
    public static boolean lax() {
        return text("settings", "strict").equals("lax");
    }

    /** Whether forwarded headers are believed, in every way that the container has. */
    public static boolean forwarded() {
        return Boolean.parseBoolean(text("forwarded", "false"));
    }

    /** Whether the container's default servlet is mapped to {@code /}, rather than one of the app's. */
    public static boolean files() {
        return text("root", "servlet").equals("files");
    }

    /** The PKCS #12 file with the server's key, whose password is {@code changeit}; empty for no TLS. */
    public static String keyStore() {
        return text("keystore", "");
    }

    /** The directory of an unpacked WAR to deploy; empty where the app is on the class path. */
    public static String war() {
        return text("war", "");
    }

    private static String text(String name, String otherwise) {
        return System.getProperty(PREFIX + name.toLowerCase(Locale.ROOT), otherwise);
    }
}
