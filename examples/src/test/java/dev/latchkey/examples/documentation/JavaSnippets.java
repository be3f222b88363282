package dev.latchkey.examples.documentation;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles Java that stands in the documentation. */
final class JavaSnippets {

    private static final Pattern CLASS = Pattern.compile("^(?:public )?final class (\\w+)", Pattern.MULTILINE);

    /** Whatever a fragment may use without saying where it comes from. */
    private static final String FRAGMENT = """
            import com.zaxxer.hikari.*;
            import dev.latchkey.*;
            import dev.latchkey.admin.*;
            import dev.latchkey.configuration.*;
            import dev.latchkey.event.*;
            import dev.latchkey.management.*;
            import dev.latchkey.model.*;
            import dev.latchkey.servlet.*;
            import dev.latchkey.store.*;
            import dev.latchkey.store.file.*;
            import dev.latchkey.store.jdbc.*;
            import dev.latchkey.store.memory.*;
            import dev.latchkey.testing.*;
            import jakarta.servlet.*;
            import java.io.*;
            import java.nio.file.*;
            import java.security.SecureRandom;
            import java.time.*;
            import java.util.*;

            abstract class %s {
            %s
                void fragment() throws Exception {
            %s
                }
            }
            """;

    private JavaSnippets() {}

    /** Returns the name of the class that this text is; null if it is a fragment. */
    static String className(String text) {
        Matcher name = CLASS.matcher(text);
        return name.find() ? name.group(1) : null;
    }

    /**
     * Compiles a whole class as it stands, or a fragment.
     *
     * @param given declarations of what a fragment takes from the text around it
     */
    static void compile(String text, Path directory, String given) {
        String name = className(text);
        String source = name == null ? fragment(text, given) : text;
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> faults = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "--release",
                "17",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString());
        boolean good = compiler.getTask(
                        null,
                        null,
                        faults,
                        options,
                        null,
                        List.of(new Source(name == null ? "Fragment" : name, source)))
                .call();
        assertThat(good).as(faults.getDiagnostics() + " in\n" + text).isTrue();
    }

    /** Imports of the fragment stand above the class around it. */
    private static String fragment(String text, String given) {
        Map<Boolean, String> lines =
                text.lines().collect(partitioningBy(line -> line.startsWith("import "), joining("\n")));
        return lines.get(true) + "\n" + FRAGMENT.formatted("Fragment", given, lines.get(false));
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
