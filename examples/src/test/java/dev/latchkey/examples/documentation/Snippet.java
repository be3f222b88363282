package dev.latchkey.examples.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page. A block that no test can run has {@code <!-- excerpt -->} on the line before it.
 *
 * @param page the path of the page, from the root of the project
 * @param line the line on which the block starts
 * @param language what stands behind the fence; empty for output and for commands that need no check
 */
public record Snippet(String page, int line, String language, boolean excerpt, String text) {

    private static final Pattern FENCE = Pattern.compile(
            "(^ *<!-- excerpt -->\\n)?^( *)```(\\w*)\\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** Returns the README and every page in {@code docs}. */
    public static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(file("docs"))) {
            return Stream.concat(
                            Stream.of("README.md"),
                            files.map(each -> "docs/" + each.getFileName()).filter(each -> each.endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the blocks of this page in this language that are not excerpts. */
    public static List<Snippet> of(String page, String language) throws IOException {
        return of(page).stream()
                .filter(each -> each.language().equals(language) && !each.excerpt())
                .toList();
    }

    static List<Snippet> of(String page) throws IOException {
        String text = Files.readString(file(page));
        List<Snippet> snippets = new ArrayList<>();
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            int line = (int) text.substring(0, fence.start()).lines().count() + 1;
            String block = fence.group(4).replaceAll("(?m)^" + fence.group(2), "");
            snippets.add(new Snippet(page, line, fence.group(3), fence.group(1) != null, block));
        }
        return snippets;
    }

    static Path file(String name) {
        return Path.of("..").resolve(name);
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
