package dev.latchkey;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every denial has. Immutable.
 *
 * @param application the application that covers the URL; null where none does, or none was looked up
 * @param reason why; to be told to the client only where {@code explained}
 * @param reference the random id that stands in the answer, the log line and the event
 * @param explained whether the developer switch {@code explain_denials} is on
 * @param corsHeaders the headers that let a script of the request's origin read the denial; empty where the application
 *     allows no origin
 */
public record Denial(
        @Nullable Application application,
        Reason reason,
        String reference,
        boolean explained,
        Map<String, String> corsHeaders) {}
