package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a reader would who pastes them into Bash. */
public final class Shell {

    private Shell() {}

    /** Returns what the commands print, errors included; fails if one of them does. */
    public static String run(Path directory, Map<String, String> variables, String commands) throws Exception {
        File printed = Files.createTempFile(directory, "printed", ".txt").toFile();
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed);
        builder.environment().putAll(variables);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String output = Files.readString(printed.toPath());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
