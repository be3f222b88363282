package dev.latchkey.it.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way of registering the filter in Spring Boot and in whole servers (request contract, sections 3, 5 and 6). Only
 * with the profile {@code containers}; {@code -Dlatchkey.only=boot-4.1} takes those whose names begin so.
 */
@EnabledIfSystemProperty(named = "latchkey.suite.containers", matches = "true")
class WholeContainersTest {

    static List<Arguments> runs() {
        String only = System.getProperty("latchkey.only", "");
        List<Arguments> all = new ArrayList<>();
        Stream.concat(WholeContainers.springBoot().stream(), WholeContainers.servers().stream())
                .filter(container -> container.name().startsWith(only))
                .forEach(container -> container.registrations().forEach(way -> {
                    Run run = Run.of(way);
                    all.add(Arguments.of(container, run));
                    if (way.equals(container.registrations().get(0))) {
                        all.add(Arguments.of(container, run.at("/app")));
                        all.add(Arguments.of(container, run.believing()));
                        all.add(Arguments.of(container, run.believing().laxly().withFiles()));
                    }
                }));
        return all;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("runs")
    void nothingGetsPast(Container container, Run run) throws IOException {
        try (ContainerProcess process = ContainerProcess.start(container, run)) {
            List<String> faults = Behaviour.faults(container, run, process);
            report(container, run, faults);
            assertThat(faults).isEmpty();
        }
    }

    private static void report(Container container, Run run, List<String> faults) throws IOException {
        Path file = Path.of(System.getProperty("latchkey.suite.target"), "whole-containers.md");
        Files.writeString(
                file,
                "| " + container + " | " + run + " | " + faults.size() + " |\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
