package dev.latchkey;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The details of a denial. Immutable.
 *
 * @param application the application that covers the URL; null if there is none, or none was looked up
 * @param reason the reason; shown to the client only if {@code explained}
 * @param reference the random ID in the response, the log line and the event
 * @param explained whether {@code explain_denials} is on
 * @param corsHeaders the headers that let a script of the request's origin read the denial; empty where the application
 *     allows no origin
 */
public record Denial(
        @Nullable Application application,
        Reason reason,
        String reference,
        boolean explained,
        Map<String, String> corsHeaders) {}
