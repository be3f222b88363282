package dev.latchkey.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every key that a text starts or ends with is found, the longest first. */
class AffixIndexTest {

    private static final int ROUNDS = 2_000;

    private final Random random = new Random(7);

    @Test
    void findsStartsAsASearchThroughAllKeysDoes() {
        assertFindsAsASearchThroughAllKeys(AffixIndex::ofStarts, String::startsWith);
    }

    @Test
    void findsEndsAsASearchThroughAllKeysDoes() {
        assertFindsAsASearchThroughAllKeys(AffixIndex::ofEnds, String::endsWith);
    }

    private void assertFindsAsASearchThroughAllKeys(
            Function<Map<String, Integer>, AffixIndex<Integer>> index, BiPredicate<String, String> affix) {
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Integer> keys = keys();
            String text = text(12);
            assertThat(found(index.apply(keys), text)).as(text + " in " + keys).isEqualTo(expected(keys, text, affix));
        }
    }

    @Test
    void keepsKeysOfOneHashApart() {
        AffixIndex<Integer> index = AffixIndex.ofStarts(Map.of("AaAa", 1, "AaBB", 2, "BBAa", 3));

        assertThat(found(index, "AaBB/x")).containsExactly(2);
        assertThat(found(index, "BBBB/x")).isEmpty();
    }

    @Test
    void findsNothingAmongNoKeys() {
        assertThat(AffixIndex.ofStarts(Map.of()).longest("")).isNegative();
        assertThat(AffixIndex.ofEnds(Map.of()).longest("text")).isNegative();
    }

    private Map<String, Integer> keys() {
        Map<String, Integer> keys = new LinkedHashMap<>();
        int count = random.nextInt(40);
        while (keys.size() < count) {
            keys.put(text(6), keys.size());
        }
        return keys;
    }

    private String text(int mostCharacters) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(mostCharacters + 1);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }

    private static List<Integer> found(AffixIndex<Integer> index, String text) {
        List<Integer> found = new ArrayList<>();
        for (int node = index.longest(text); node >= 0; node = index.shorter(node)) {
            found.add(index.value(node));
        }
        return found;
    }

    private static List<Integer> expected(Map<String, Integer> keys, String text, BiPredicate<String, String> affix) {
        return keys.entrySet().stream()
                .filter(key -> affix.test(text, key.getKey()))
                .sorted(Comparator.comparing(
                                (Map.Entry<String, Integer> key) -> key.getKey().length())
                        .reversed())
                .map(Map.Entry::getValue)
                .toList();
    }
}
