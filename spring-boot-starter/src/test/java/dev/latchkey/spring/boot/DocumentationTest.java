package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Apps start with the configuration that the documentation shows. */
final class DocumentationTest {

    private static final Pattern YAML = Pattern.compile("(?m)^```yaml\\n(?s:(.*?))^```$");
    static final Pattern JSON = Pattern.compile("(?m)^```json\\n(?s:(.*?))^```$");

    /** The root of the project, from a module or from a module of the integration tests. */
    private static Path page(String name) {
        Path here = Path.of("..", name);
        return Files.exists(here) ? here : Path.of("..", "..", name);
    }

    static Stream<String> blocks(Pattern language, String page) throws Exception {
        return language.matcher(Files.readString(page(page))).results().map((MatchResult found) -> found.group(1));
    }

    static List<String> configurations() throws Exception {
        List<String> all = Stream.concat(blocks(YAML, "docs/spring-boot.md"), blocks(YAML, "README.md"))
                .toList();
        assertThat(all).hasSizeGreaterThan(4);
        return all;
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void appStartsWithConfiguration(String yaml, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, blocks(JSON, "docs/spring-boot.md").findFirst().orElseThrow());
        String own = yaml.replace("/etc/myapp/latchkey.json", file.toString())
                .replace("${APP_CLIENT_ID}", Credentials.A.clientId())
                .replace("${APP_CLIENT_SECRET_DIGEST}", Credentials.A.digest());
        List<PropertySource<?>> properties = new YamlPropertySourceLoader()
                .load("application.yml", new ByteArrayResource(own.getBytes(StandardCharsets.UTF_8)));

        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LatchkeyAutoConfiguration.class))
                .withInitializer(
                        context -> properties.forEach(context.getEnvironment().getPropertySources()::addFirst))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
