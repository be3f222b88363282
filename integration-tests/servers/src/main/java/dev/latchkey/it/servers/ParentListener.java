package dev.latchkey.it.servers;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Ends the server when its launcher is gone, however that ended. */
public final class ParentListener implements ServletContextListener {

    static final String PARENT = "latchkey.it.parent";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ProcessHandle parent = ProcessHandle.of(Long.parseLong(System.getProperty(PARENT)))
                .orElseThrow(() -> new IllegalStateException("the launcher is gone"));
        Thread thread = new Thread(() -> await(parent), "parent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void await(ProcessHandle parent) {
        parent.onExit().join();
        Runtime.getRuntime().halt(0);
    }
}
