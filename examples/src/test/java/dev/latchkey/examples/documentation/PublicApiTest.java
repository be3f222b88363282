package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What our artifacts export. A change of these figures is a decision, not an accident. */
final class PublicApiTest {

    private static final Map<String, Integer> EXPORTED_TYPES = Map.of(
            "core", 59,
            "store-jdbc", 5,
            "servlet-filter", 1,
            "management", 2,
            "micrometer", 2,
            "spring-boot-starter", 2,
            "testing", 4);

    /** What the modules without a descriptor export. */
    private static final Map<String, List<String>> PACKAGES = Map.of(
            "spring-boot-starter", List.of("dev.latchkey.spring.boot.test"),
            "testing", List.of("dev.latchkey.testing"));

    private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public (?:\\w+ )*?(?:class|interface|record|enum|@interface) (\\w+)", Pattern.MULTILINE);

    @Test
    void exportsThisManyTypes() throws Exception {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String module : EXPORTED_TYPES.keySet()) {
            found.put(module, types(module).size());
        }

        assertThat(found).isEqualTo(EXPORTED_TYPES);
    }

    @Test
    void architectureNamesEveryExportedPackage() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "architecture.md"));
        for (String module : EXPORTED_TYPES.keySet()) {
            for (String exported : exportedPackages(module, Path.of("..", module, "src", "main", "java"))) {
                assertThat(page).contains("`" + exported + "`");
            }
        }
    }

    /** Only a store may throw anything: a caller of ours gets an exception that says what happened. */
    @Test
    void noPublicMethodThrowsRawException() throws Exception {
        List<String> raw = new ArrayList<>();
        for (String module : Set.of("core", "store-jdbc", "servlet-filter", "management")) {
            for (String name : types(module)) {
                for (Class<?> type : withNested(Class.forName(name))) {
                    Stream.of(type.getDeclaredMethods())
                            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                            .filter(method ->
                                    Arrays.asList(method.getExceptionTypes()).contains(Exception.class))
                            .filter(method -> !isOfTheStoreInterfaces(method))
                            .forEach(method -> raw.add(method.toString()));
                }
            }
        }

        assertThat(raw).isEmpty();
    }

    private static boolean isOfTheStoreInterfaces(Method method) {
        Class<?> type = method.getDeclaringClass();
        return type.getName().startsWith("dev.latchkey.store.")
                && (type.isInterface() || supertypes(type).anyMatch(each -> declares(each, method)));
    }

    private static boolean declares(Class<?> type, Method method) {
        return Stream.of(type.getDeclaredMethods())
                .anyMatch(each -> each.getName().equals(method.getName())
                        && Arrays.equals(each.getParameterTypes(), method.getParameterTypes()));
    }

    private static Stream<Class<?>> supertypes(Class<?> type) {
        return Stream.of(type.getInterfaces()).flatMap(each -> Stream.concat(Stream.of(each), supertypes(each)));
    }

    private static List<Class<?>> withNested(Class<?> type) {
        List<Class<?>> all = new ArrayList<>(List.of(type));
        Stream.of(type.getDeclaredClasses())
                .filter(each -> Modifier.isPublic(each.getModifiers()))
                .forEach(each -> all.addAll(withNested(each)));
        return all;
    }

    /** Returns the names of the public top-level types of a module's packages that everybody may use. */
    private static List<String> types(String module) throws Exception {
        Path sources = Path.of("..", module, "src", "main", "java");
        List<String> types = new ArrayList<>();
        for (String exported : exportedPackages(module, sources)) {
            try (Stream<Path> files = Files.list(sources.resolve(exported.replace('.', '/')))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher type = PUBLIC_TYPE.matcher(Files.readString(file));
                    if (type.find()) {
                        types.add(exported + "." + type.group(1));
                    }
                }
            }
        }
        return types;
    }

    private static List<String> exportedPackages(String module, Path sources) throws Exception {
        Path descriptor = sources.resolve("module-info.java");
        return Files.exists(descriptor)
                ? EXPORT.matcher(Files.readString(descriptor))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList()
                : PACKAGES.getOrDefault(module, List.of());
    }
}
