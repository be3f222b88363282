package dev.latchkey.servlet.reload;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.file.JsonFileStore;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The listener of the README, with another file name. */
public final class ReadmeListener implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            JsonFileStore store =
                    JsonFileStore.open(Path.of(event.getServletContext().getInitParameter("file")));
            AccessGate gate = AccessGate.builder().store(store).build();
            AccessFilter.register(event.getServletContext(), gate, store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
