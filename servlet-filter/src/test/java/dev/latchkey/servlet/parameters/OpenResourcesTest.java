package dev.latchkey.servlet.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("Closing what a filter opened")
final class OpenResourcesTest {

    private final OpenResources resources = new OpenResources();
    private final List<String> closed = new ArrayList<>();

    private List<String> logged() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(OpenResources.class);
        log.start();
        logger.addAppender(log);
        try {
            resources.close();
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void closesTheLastOneFirstAndEachOnce() {
        resources.add(() -> closed.add("first"));
        resources.addIfCloseable("needs no closing");
        AutoCloseable store = () -> closed.add("last");
        resources.addIfCloseable(store);

        resources.close();
        resources.close();

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void closesTheOthersAfterAFailureAndLogsItsClassOnly() {
        resources.add(() -> closed.add("first"));
        resources.add(() -> {
            throw new IOException("may quote a row");
        });

        assertThat(logged()).containsExactly("could not close a gate or store: java.io.IOException");

        assertThat(closed).containsExactly("first");
    }

    @Test
    void staysInterrupted() {
        resources.add(() -> closed.add("first"));
        resources.add(() -> {
            throw new InterruptedException();
        });

        List<String> logged = logged();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(logged).containsExactly("could not close a gate or store: java.lang.InterruptedException");
        assertThat(closed).containsExactly("first");
    }
}
