package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of one container.
 *
 * @param size of the corpus, for each mapping
 */
record Plan(Container container, Run run, int size) {

    static final boolean FULL = Boolean.getBoolean("latchkey.suite.containers");

    private static final int WHOLE = 4_000;
    private static final int TENTH = 400;

    static final List<String> WORDS = List.of(
            "control_character",
            "backslash",
            "encoded_slash",
            "encoded_percent",
            "encoded_dot_segment",
            "dot_segment",
            "path_parameter",
            "empty_segment",
            "malformed_encoding",
            "unreadable_path");

    /** Returns the containers that this build starts: the launchers of the others are built in the full form only. */
    static List<Container> containers() {
        return FULL ? Container.ALL : Container.ALL.subList(0, 2);
    }

    /** Those that {@code mvn verify} has the time for. */
    static List<Plan> brief() {
        return containers().stream()
                .map(container -> new Plan(container, Run.of("listener"), TENTH))
                .toList();
    }

    static List<Plan> full() {
        String only = System.getProperty("latchkey.only", "");
        List<Plan> plans = new ArrayList<>();
        Container.ALL.forEach(container -> plans.addAll(of(container)));
        WholeContainers.springBoot().forEach(container -> plans.addAll(ofWhole(container)));
        WholeContainers.servers().forEach(container -> plans.addAll(ofWhole(container)));
        plans.removeIf(plan -> !plan.toString().startsWith(only));
        return plans;
    }

    private static List<Plan> ofWhole(Container container) {
        Run first = Run.of(container.registrations().get(0));
        return List.of(
                new Plan(container, first, WHOLE),
                new Plan(container, first.laxly().believing().at("/app"), TENTH),
                new Plan(container, first.withFiles(), TENTH));
    }

    private static List<Plan> of(Container container) {
        List<Plan> plans = new ArrayList<>();
        Run first = Run.of(container.registrations().get(0));
        plans.add(new Plan(container, first, WHOLE));
        plans.add(new Plan(container, first.withFiles().laxly(), WHOLE));
        for (String way : container.registrations()) {
            plans.add(new Plan(container, Run.of(way).at("/app"), TENTH));
        }
        plans.add(new Plan(container, first.laxly(), WHOLE));
        plans.add(new Plan(container, first.laxly().at("/app"), TENTH));
        plans.add(new Plan(container, first.withFiles().at("/app"), TENTH));
        plans.add(new Plan(container, first.laxly().believing(), TENTH));
        plans.add(new Plan(container, first.believing().at("/app"), TENTH));
        plans.add(new Plan(container, first.with(Setup.EVERYTHING), TENTH));
        plans.add(new Plan(container, first.laxly().with(Setup.HOSTS), TENTH));
        plans.add(new Plan(container, first.laxly().believing().with(Setup.HOSTS), TENTH));
        plans.add(new Plan(container, first.with(Setup.STRICT), TENTH));
        for (String word : WORDS) {
            plans.add(new Plan(container, first.laxly().with(Setup.allowing(word)), 2 * TENTH));
        }
        return plans;
    }

    /** The mappings that are there in this run. */
    List<String> mappings() {
        if (container.module().startsWith("boot")) {
            return List.of("front", "prefix", "do", "ws", "files", "mvc");
        }
        return run.root().equals("files") ? List.of("files", "", "do") : List.of("front", "prefix", "do", "ws", "");
    }

    @Override
    public String toString() {
        return container + ": " + run;
    }
}
