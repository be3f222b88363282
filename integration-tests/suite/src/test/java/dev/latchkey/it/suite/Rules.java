package dev.latchkey.it.suite;

import java.util.Locale;
import java.util.Set;

/** What may run for whom, as the configuration of a run has it. */
final class Rules {

    /** Code that runs as a part of something that was noted before it. */
    private static final Set<String> PARTS = Set.of("error", "async", "named");

    private final Setup setup;

    Rules(Setup setup) {
        this.setup = setup;
    }

    /** Whether the code of {@code entry} may run for {@code credential}. */
    boolean allows(JournalEntry entry, Credential credential) {
        if (PARTS.contains(entry.area())) {
            return true;
        }
        if (isBeyondTheContract(entry)) {
            return true;
        }
        return switch (setup.shape()) {
            case PATHS -> entry.area().equals("open") || credential.opens().contains(entry.area());
            case EVERYTHING -> credential.opens().contains("secure");
            case HOSTS -> {
                String host = host(entry);
                yield host.equals("open.example.com")
                        || (host.equals("secure.example.com")
                                && credential.opens().contains("secure"));
            }
        };
    }

    /** Whom the code must see; null for nobody, which bypassed applications see. */
    String principal(JournalEntry entry, Credential credential) {
        boolean bypassed = switch (setup.shape()) {
            case PATHS -> entry.area().equals("open");
            case EVERYTHING -> false;
            case HOSTS -> host(entry).equals("open.example.com");
        };
        return bypassed || credential.client() == null
                ? null
                : credential.client().id();
    }

    boolean isPart(JournalEntry entry) {
        return PARTS.contains(entry.area());
    }

    /** An app that decodes twice is protected by the refusal of {@code %25} alone, which this setup allows. */
    private boolean isBeyondTheContract(JournalEntry entry) {
        return "TWICE".equals(entry.values().get("reading")) && setup.allowed().equals("encoded_percent");
    }

    private static String host(JournalEntry entry) {
        String host = entry.values().getOrDefault("host", "").toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
