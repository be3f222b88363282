package dev.latchkey.store.jdbc;

import java.util.concurrent.ThreadFactory;

/** Makes threads that keep no JVM from ending. Stateless. */
final class DaemonThreads {

    private DaemonThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
