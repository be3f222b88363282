package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.application.UrlAmbiguity;
import dev.latchkey.event.Reason;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.json.JsonConfiguration;
import dev.latchkey.token.SecretHasher;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/** The documentation says what the code says. */
final class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(#[^)]*)?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    /** What fragments take from the text around them. */
    private static final String GIVEN = """
            ServletContext servletContext;
            AccessGate gate;
            JsonFileStore store;
            Administration administration;
            String opsDigest;
            interface Row { String digest(); }
            interface Table { Row find(String clientId); }
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

    /** {@return the blocks of code in this language} */
    private static List<String> blocks(String text, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
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
    void everyTestThatTheThreatModelNamesExists() throws Exception {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(file(""))) {
            sources = files.filter(each -> each.toString().matches(".*/src/test/java/.*Test\\.java"))
                    .toList();
        }
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
    void theConfigurationInTheDocumentationIsGood() throws Exception {
        String example = blocks(text("docs/configuration.md"), "json").get(0);

        AccessDocument document = JsonConfiguration.read(
                "docs/configuration.md",
                new ByteArrayInputStream(example.getBytes(StandardCharsets.UTF_8)),
                SecretHasher.sha256());

        assertThat(document.configuration().applications()).hasSize(2);
        assertThat(document.serviceTokens()).hasSize(1);
        assertThat(document.configuration().policies()).hasSize(1);
    }

    /** Whole documents, and policies that stand alone. */
    @Test
    void thePoliciesInTheDocumentationAreGood() throws Exception {
        List<String> examples = blocks(text("docs/policies.md"), "json");
        for (String example : examples) {
            String whole = example.contains("\"decision\"") && !example.contains("\"applications\"")
                    ? "{\"applications\": [{\"name\": \"a\", \"domain\": \"*\", \"policies\": [" + example + "]}]}"
                    : example;
            AccessDocument document = JsonConfiguration.read(
                    "docs/policies.md",
                    new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8)),
                    SecretHasher.sha256());
            assertThat(document.configuration()).as(example).isNotEqualTo(AccessConfiguration.EMPTY);
        }
        assertThat(examples).hasSizeGreaterThan(4);
    }

    @Test
    void everyOtherJsonInTheDocumentationIsJson() throws Exception {
        for (String name :
                List.of("README.md", "docs/api.md", "docs/configuration.md", "docs/policies.md", "docs/requests.md")) {
            for (String block : blocks(text(name), "json")) {
                assertThat(new ObjectMapper().readTree(block)).as(name).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/configuration.md", "docs/many-nodes.md"})
    void theWebXmlInTheDocumentationNamesTheFilter(String name) throws Exception {
        for (String block : blocks(text(name), "xml")) {
            String whole = "<x>" + block + "</x>";
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(whole))))
                    .isNotNull();
        }
        assertThat(text(name)).contains("<filter-class>" + AccessFilter.class.getName() + "</filter-class>");
    }

    @Test
    void theReadmeHasTheTwoCommands() throws Exception {
        assertThat(text("README.md").lines()).contains("mvn -q -pl examples -am compile exec:java", "mvn verify");
    }

    static List<String> pages() throws Exception {
        return Snippet.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaCompiles(String page, @TempDir Path directory) throws Exception {
        for (Snippet each : Snippet.of(page, "java")) {
            JavaSnippets.compile(each.text(), directory, GIVEN);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
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

    /** {@return the names by which links find the headings of this page} */
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
