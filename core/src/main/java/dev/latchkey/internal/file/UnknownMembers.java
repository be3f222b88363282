package dev.latchkey.internal.file;

import dev.latchkey.internal.json.ApplicationMembers;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.store.AccessDocument;
import java.util.List;
import java.util.stream.Stream;

/** Finds unknown members of applications. They are kept, but are most likely misspelled. Stateless. */
public final class UnknownMembers {

    private static final int MOST = 20;

    private UnknownMembers() {}

    /** Returns the warnings, one line for each member. */
    public static List<String> in(AccessDocument document) {
        List<String> all = document.configuration().applications().stream()
                .flatMap(application -> application.otherMembers().keySet().stream()
                        .filter(member -> !ApplicationMembers.isKnown(member))
                        .map(member -> "application " + JsonPointers.printable(application.name()) + ": "
                                + ApplicationMembers.notice(member)))
                .toList();
        return all.size() <= MOST
                ? all
                : Stream.concat(all.stream().limit(MOST), Stream.of("and " + (all.size() - MOST) + " similar members"))
                        .toList();
    }
}
