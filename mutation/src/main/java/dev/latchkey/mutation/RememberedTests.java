package dev.latchkey.mutation;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.launcher.TestIdentifier;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.help.PitHelpError;
import org.pitest.junit5.JUnit5TestPluginFactory;
import org.pitest.junit5.JUnit5TestUnit;
import org.pitest.testapi.Configuration;
import org.pitest.testapi.NullExecutionListener;
import org.pitest.testapi.TestGroupConfig;
import org.pitest.testapi.TestPluginFactory;
import org.pitest.testapi.TestSuiteFinder;
import org.pitest.testapi.TestUnit;
import org.pitest.testapi.TestUnitExecutionListener;
import org.pitest.testapi.TestUnitFinder;

/**
 * Finds JUnit's tests for PIT. PIT's plugin for JUnit finds the tests of a class by running them, again in each JVM
 * that tries mutants: several hundred times. This plugin has it run them once, when PIT measures what they cover, and
 * remembers in a file for each class what was found.
 */
public final class RememberedTests implements TestPluginFactory {

    /** The system property with the directory of the files. */
    private static final String DIRECTORY = "latchkey.mutation.tests";

    /** The system property with the directories of the classes that are changed, and of their tests. */
    private static final String CLASSES = "latchkey.mutation.classes";

    /** Called by PIT. */
    public RememberedTests() {}

    @Override
    public String name() {
        return "remembered-tests";
    }

    @Override
    public String description() {
        return "Tests of JUnit, found once";
    }

    @Override
    public Configuration createTestFrameworkConfiguration(
            TestGroupConfig groups,
            ClassByteArraySource source,
            Collection<String> excludedRunners,
            Collection<String> includedMethods) {
        return new Remembering(new JUnit5TestPluginFactory()
                .createTestFrameworkConfiguration(groups, source, excludedRunners, includedMethods));
    }

    private record Remembering(Configuration junit) implements Configuration {

        /** Before that of PIT's plugin, which is on the class path as well. */
        @Override
        public int priority() {
            return DEFAULT_PRIORITY - 1;
        }

        @Override
        public TestUnitFinder testUnitFinder() {
            return new Finder(junit.testUnitFinder(), Path.of(System.getProperty(DIRECTORY)));
        }

        @Override
        public TestSuiteFinder testSuiteFinder() {
            return junit.testSuiteFinder();
        }

        @Override
        public Optional<PitHelpError> verifyEnvironment() {
            return junit.verifyEnvironment();
        }
    }

    private static final class Finder implements TestUnitFinder {

        private final TestUnitFinder junit;
        private final Path directory;
        private boolean initialized;

        Finder(TestUnitFinder junit, Path directory) {
            this.junit = junit;
            this.directory = directory;
        }

        @Override
        public List<TestUnit> findTestUnits(Class<?> type, TestUnitExecutionListener listener) {
            Path file = directory.resolve(type.getName());
            try {
                if (listener instanceof NullExecutionListener && Files.exists(file)) {
                    initializeAll();
                    initialize(type);
                    return Files.readAllLines(file).stream()
                            .map(id -> unit(type, id))
                            .toList();
                }
                List<TestUnit> found = junit.findTestUnits(type, listener);
                Files.createDirectories(directory);
                Files.write(
                        file,
                        found.stream()
                                .map(unit -> unit.getDescription().getName())
                                .toList());
                return found;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Static fields must not get their values from a mutant, as they would keep them while the next one runs. */
        private void initializeAll() throws IOException {
            if (initialized) {
                return;
            }
            initialized = true;
            for (String each : System.getProperty(CLASSES).split(File.pathSeparator, -1)) {
                Path root = Path.of(each);
                try (Stream<Path> files = Files.walk(root)) {
                    files.map(file -> root.relativize(file).toString())
                            .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                            .map(name -> name.substring(0, name.length() - ".class".length())
                                    .replace('/', '.'))
                            .filter(name -> !root.endsWith("test-classes") || isHelper(name))
                            .forEach(Finder::initialize);
                }
            }
        }

        /** A test is initialized when it is found. A nested class may hold something back until it is needed. */
        private static boolean isHelper(String name) {
            return !name.endsWith("Test") && !name.contains("$");
        }

        private static void initialize(Class<?> type) {
            initialize(type.getName());
            for (Class<?> nested : type.getDeclaredClasses()) {
                initialize(nested);
            }
        }

        private static void initialize(String name) {
            try {
                Class.forName(name, true, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // For example a class for a library that no test uses. No test can use this class either.
            }
        }

        private static TestUnit unit(Class<?> type, String id) {
            return new JUnit5TestUnit(type, TestIdentifier.from(new Remembered(UniqueId.parse(id))));
        }
    }

    private static final class Remembered extends AbstractTestDescriptor {

        Remembered(UniqueId id) {
            super(id, id.toString());
        }

        @Override
        public TestDescriptor.Type getType() {
            return TestDescriptor.Type.TEST;
        }
    }
}
