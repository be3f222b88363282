package dev.latchkey.management;

import dev.latchkey.model.Application;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a list of applications (management contract, section 3). Immutable.
 *
 * @param name a part of the name, ignoring case, or with {@code exact} the whole name; null for any
 * @param domain the same for patterns; null for any
 * @param aud the AUD tag; null for any
 * @param search a part of name, ID, AUD tag or a pattern, ignoring case; null for any
 * @param exact whether name and domain must match completely
 */
record ApplicationQuery(
        @Nullable String name,
        @Nullable String domain,
        @Nullable String aud,
        @Nullable String search,
        boolean exact) implements Predicate<Application> {

    static ApplicationQuery of(ListQuery query) {
        return new ApplicationQuery(
                query.text("name"), query.text("domain"), query.text("aud"), query.text("search"), query.flag("exact"));
    }

    @Override
    public boolean test(Application application) {
        return (name == null || isMeant(application.name(), name))
                && (domain == null || patterns(application).anyMatch(each -> isMeant(each, domain)))
                && (aud == null || application.aud().equals(aud))
                && (search == null || texts(application).anyMatch(each -> contains(each, search)));
    }

    private boolean isMeant(String text, String wanted) {
        return exact ? text.equals(wanted) : contains(text, wanted);
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static Stream<String> texts(Application application) {
        return Stream.concat(
                Stream.of(
                        application.name(), application.aud(), application.id().toString()),
                patterns(application));
    }

    private static Stream<String> patterns(Application application) {
        // Answers have patterns as they were written.
        return application.patterns().stream().flatMap(pattern -> Stream.of(pattern.toString(), pattern.written()));
    }
}
