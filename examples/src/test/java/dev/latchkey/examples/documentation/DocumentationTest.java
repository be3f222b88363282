package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.file.JsonConfiguration;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testing.LatchkeyExtension;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The documentation says what the code says. */
final class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");
    private static final Pattern LOGGER =
            Pattern.compile("LoggerFactory\\.getLogger\\((?:\"([.\\w]+)\"|(\\w+)\\.class)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private static final Set<String> PAGES_WHOSE_CALLS_ARE_MADE =
            Set.of("README.md", "docs/api.md", "docs/moving-from-cloudflare.md");

    /** What fragments take from the text around them. */
    private static final String GIVEN = """
            ServletContext servletContext;
            AccessGate gate;
            JsonFileStore store;
            Administration administration;
            String opsDigest;
            CredentialStore credentials;
            interface Table { void insert(String clientId, String digest); }
            Table table;
            String name;
            Duration duration;
            UUID id;
            String clientId;
            String sha256Hex;
            String secret;
            List<Object> audit;
            abstract void hand(String secret);
            Application orders;
            InstantSource clock;
            """;

    private static Path file(String name) {
        return Path.of("..").resolve(name);
    }

    private static String text(String name) throws Exception {
        return Files.readString(file(name));
    }

    @ParameterizedTest
    @EnumSource
    void troubleshootingExplainsEveryReason(Reason reason) throws Exception {
        assertThat(text("docs/troubleshooting.md")).contains("| `" + reason.word() + "` |");
    }

    @ParameterizedTest
    @EnumSource
    void configurationNamesEveryUrlAmbiguity(UrlAmbiguity ambiguity) throws Exception {
        assertThat(text("docs/configuration.md")).contains("| `" + ambiguity.word() + "` |");
    }

    @Test
    void troubleshootingNamesEveryLogger() throws Exception {
        Set<String> documented = Pattern.compile("`(dev\\.latchkey[.\\w]*)`")
                .matcher(text("docs/troubleshooting.md").split("\n## ", 3)[1])
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        Set<String> used = new TreeSet<>();
        for (Path each : files(".*/src/main/java/dev/latchkey/.*\\.java")) {
            LOGGER.matcher(Files.readString(each)).results().forEach(found -> used.add(loggerName(each, found)));
        }

        assertThat(used)
                .contains("dev.latchkey.access", "dev.latchkey.store.file.JsonFileStore")
                .allMatch(
                        name -> documented.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + ".")));
    }

    private static String loggerName(Path source, MatchResult found) {
        String file = source.toString();
        String path = file.substring(file.indexOf("dev/latchkey/"), file.lastIndexOf('/') + 1);
        return found.group(1) == null ? path.replace('/', '.') + found.group(2) : found.group(1);
    }

    @Test
    void requestsNamesEveryClaim() throws Exception {
        LatchkeyExtension latchkey = LatchkeyExtension.protecting(
                Application.named("app").domain("*").anyValidServiceToken(true).build());
        String jwt = latchkey.mint(latchkey.issue("ci"), "https://a.example/");
        String claims = new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        String table = text("docs/requests.md")
                .split("\n\\| claim \\| value \\|\n", -1)[1]
                .split("\n\n", -1)[0];

        new ObjectMapper()
                .readTree(claims)
                .fieldNames()
                .forEachRemaining(name -> assertThat(table).contains("`" + name + "`"));
    }

    @Test
    void configurationForDevelopmentAdmitsEverybody() throws Exception {
        String json = Snippet.of("docs/testing.md", "json").get(0).text();
        try (AccessGate gate = AccessGate.builder()
                .store(new InMemoryStore(read(json), InstantSource.system()))
                .build()) {
            assertThat(gate.decide(PlainRequest.get("http://localhost:8080/orders")))
                    .isInstanceOf(AccessDecision.Passed.class);
        }
    }

    /** Returns the files of the project whose paths match. */
    private static List<Path> files(String pattern) throws Exception {
        try (Stream<Path> files = Files.walk(file(""))) {
            return files.filter(each -> each.toString().matches(pattern)).toList();
        }
    }

    @Test
    void threatModelNamesExistingTests() throws Exception {
        List<Path> sources = files(".*/src/test/java/.*Test\\.java");
        List<String> missing = new ArrayList<>();
        Matcher named = Pattern.compile("`(\\w+Test)#(\\w+)`").matcher(text("docs/security.md"));
        int count = 0;
        while (named.find()) {
            count++;
            boolean found = false;
            for (Path each : sources) {
                found |= each.endsWith(named.group(1) + ".java")
                        && Files.readString(each).contains("void " + named.group(2) + "(");
            }
            if (!found) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(100);
    }

    @Test
    void readsConfiguration() throws Exception {
        AccessDocument document =
                read(Snippet.of("docs/configuration.md", "json").get(0).text());

        assertThat(document.configuration().applications()).hasSize(2);
        assertThat(document.serviceTokens()).hasSize(1);
        assertThat(document.configuration().policies()).hasSize(1);
    }

    @Test
    void readsPolicies() throws Exception {
        List<Snippet> examples = Snippet.of("docs/policies.md", "json");
        for (Snippet each : examples) {
            assertThat(read(each.text()).configuration()).as(each.toString()).isNotEqualTo(AccessConfiguration.EMPTY);
        }
        assertThat(examples).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void jsonParses(String page) throws Exception {
        for (Snippet each : Snippet.of(page, "json")) {
            assertThat(new ObjectMapper().readTree(each.text()))
                    .as(each.toString())
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void xmlParsesAndNamesExistingClasses(String page) throws Exception {
        for (Snippet each : Snippet.of(page, "xml")) {
            Document read = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader("<x>" + each.text() + "</x>")));
            for (String element : List.of("filter-class", "servlet-class")) {
                NodeList named = read.getElementsByTagName(element);
                for (int i = 0; i < named.getLength(); i++) {
                    Class.forName(named.item(i).getTextContent());
                }
            }
        }
    }

    @Test
    void readmeHasBothCommands() throws Exception {
        assertThat(text("README.md").lines()).contains("mvn -q -pl examples -am compile exec:java", "mvn verify");
    }

    static List<String> pages() throws Exception {
        return Snippet.pages();
    }

    /**
     * Java is compiled, JSON and XML are read, calls are made by DocumentedCallsTest and ReadmeTest, SQL is run in
     * store-jdbc, apps start with YAML in spring-boot-starter.
     */
    @ParameterizedTest
    @MethodSource("pages")
    void snippetIsTestedOrMarkedAsExcerpt(String page) throws Exception {
        for (Snippet each : Snippet.of(page)) {
            if (each.language().equals("sh") && !each.excerpt()) {
                assertThat(PAGES_WHOSE_CALLS_ARE_MADE.contains(page)
                                || onlyCallsTheCommandLine(each)
                                || isRunHere(each))
                        .as(each.toString())
                        .isTrue();
            } else if (!each.excerpt()) {
                assertThat(each.language())
                        .as(each.toString())
                        .isIn("", "java", "json", "mermaid", "sql", "xml", "yaml");
            }
        }
    }

    /** The command line's own DocumentationTest tries these commands. */
    private static boolean onlyCallsTheCommandLine(Snippet snippet) {
        return snippet.text().lines().allMatch(each -> each.matches("(export|read|printf) .*|latchkey .*"));
    }

    private static boolean isRunHere(Snippet snippet) {
        return snippet.page().equals("docs/configuration.md") && snippet.text().contains("openssl rand");
    }

    @Test
    void readsServiceTokenMadeByHand(@TempDir Path directory) throws Exception {
        Snippet byHand = Snippet.of("docs/configuration.md", "sh").stream()
                .filter(DocumentationTest::isRunHere)
                .findAny()
                .orElseThrow();
        List<String> printed =
                Shell.run(directory, Map.of(), byHand.text()).lines().toList();
        String[] given = printed.get(1).replaceFirst(".*: ", "").split(" ", 2);

        AccessDocument document = read("{\"service_tokens\": [" + printed.get(0) + "]}");

        ServiceToken made = document.serviceTokens().get(0);
        assertThat(made.clientId()).isEqualTo(given[0]);
        assertThat(made.digest()).isEqualTo(SecretHasher.sha256().digest(ClientSecret.of(given[1])));
    }

    private static AccessDocument read(String json) throws Exception {
        return JsonConfiguration.read(
                "documentation",
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                SecretHasher.sha256());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaCompiles(String page, @TempDir Path directory) throws Exception {
        for (Snippet each : Snippet.of(page, "java")) {
            JavaSnippets.compile(each.text(), directory, GIVEN);
        }
    }

    @Test
    void testOfTheTestingPagePasses(@TempDir Path directory) throws Exception {
        String page = Snippet.of("docs/testing.md", "java").get(0).text();
        JavaSnippets.compile(page, directory, "");

        int count = 0;
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Class<?> compiled = classes.loadClass(JavaSnippets.className(page));
            Constructor<?> constructor = compiled.getDeclaredConstructor();
            constructor.setAccessible(true);
            for (Method each : compiled.getDeclaredMethods()) {
                if (each.isAnnotationPresent(Test.class)) {
                    each.setAccessible(true);
                    Object test = constructor.newInstance();
                    each.invoke(test, parameters(each, test));
                    count++;
                }
            }
        }
        assertThat(count).isEqualTo(2);
    }

    /** Does for a test method what JUnit does with the extension in its field. */
    private static Object[] parameters(Method method, Object test) throws Exception {
        Field field = test.getClass().getDeclaredField("latchkey");
        field.setAccessible(true);
        LatchkeyExtension latchkey = (LatchkeyExtension) field.get(test);
        return Stream.of(method.getParameterTypes())
                .map(type -> type == AccessGate.class ? latchkey.gate() : latchkey.issue("ci"))
                .toArray();
    }

    static List<String> pagesWithLinks() throws Exception {
        List<String> all = new ArrayList<>(pages());
        all.addAll(List.of("CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md"));
        all.addAll(List.of("docs/contract/request-contract.md", "docs/contract/management-contract.md"));
        return all;
    }

    @ParameterizedTest
    @MethodSource("pagesWithLinks")
    void linksLeadSomewhere(String page) throws Exception {
        Matcher links = LINK.matcher(text(page));
        while (links.find()) {
            Path target = links.group(1).isEmpty() ? file(page) : file(page).resolveSibling(links.group(1));
            assertThat(target).as(page).exists();
            String anchor = links.group(2);
            if (anchor != null) {
                assertThat(anchors(Files.readString(target))).as(links.group()).contains(anchor.substring(1));
            }
        }
    }

    /** Returns the names by which links find the headings of this page. */
    private static List<String> anchors(String text) {
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
