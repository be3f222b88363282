package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three nodes and their database. For one thread.
 *
 * @param nodes A, on which changes are made, then B and C
 */
record Cluster(Postgres database, List<Node> nodes) implements AutoCloseable {

    private static final List<String> NAMES = List.of("A", "B", "C");

    /** For each node, so that its code is compiled by then. */
    private static final int WARM_UP_REQUESTS = 2_000;

    Cluster {
        nodes = List.copyOf(nodes);
    }

    /**
     * Returns nodes that are warm. They are started one after the other, so that a machine with few processors starts
     * them, too.
     */
    static Cluster start(Path directory) throws IOException, InterruptedException {
        Postgres database = Postgres.start(directory);
        List<Node> nodes = new ArrayList<>();
        try {
            for (String name : NAMES) {
                nodes.add(Node.start(name, directory, database.url()));
            }
            for (Node node : nodes) {
                warmUp(node);
            }
            return new Cluster(database, nodes);
        } catch (IOException | RuntimeException e) {
            new Cluster(database, nodes).close();
            throw e;
        }
    }

    private static void warmUp(Node node) throws IOException {
        try (HttpConnection connection = node.connect()) {
            String cookie = connection.get(node.own().pair()).cookieLine();
            for (int i = 0; i < WARM_UP_REQUESTS; i++) {
                connection.get(node.own().pair());
                connection.get(cookie);
            }
        }
    }

    /** Returns the node on which changes are made. */
    Node changing() {
        return nodes.get(0);
    }

    /** Returns the nodes that have to hear of changes. */
    List<Node> others() {
        return nodes.subList(1, nodes.size());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Node node : nodes) {
            node.close();
        }
        database.close();
    }
}
