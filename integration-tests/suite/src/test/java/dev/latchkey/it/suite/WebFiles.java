package dev.latchkey.it.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The static files of the app. */
final class WebFiles {

    /** What an answer that holds a file of an area contains. */
    static String mark(String area) {
        return "STATIC FILE OF " + area;
    }

    private WebFiles() {}

    static void write(Path directory) throws IOException {
        for (String area : List.of("open", "secure", "other", "single")) {
            for (String parent : List.of("files/" + area, area)) {
                Path folder = Files.createDirectories(directory.resolve(parent));
                Files.writeString(folder.resolve("page.txt"), mark(area) + "\n");
            }
        }
    }
}
