package dev.latchkey.internal.file;

import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.model.Application;
import dev.latchkey.store.AccessConfiguration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds applications whose ended sessions become valid again because an older version of the file, for example from a
 * backup, replaced a newer one. Stateless.
 */
final class RevocationRollback {

    private RevocationRollback() {}

    /** Returns the warnings, one line for each application. */
    static List<String> in(AccessConfiguration before, AccessConfiguration now) {
        List<String> warnings = new ArrayList<>();
        for (Application is : now.applications()) {
            before.applications().stream()
                    .filter(was -> isSame(was, is) && isSetBack(was.sessionsRevokedAt(), is.sessionsRevokedAt()))
                    .findFirst()
                    .ifPresent(was -> warnings.add(warning(was, is)));
        }
        return warnings;
    }

    private static boolean isSame(Application was, Application is) {
        return was.id().equals(is.id()) || was.aud().equals(is.aud());
    }

    private static boolean isSetBack(@Nullable Instant was, @Nullable Instant is) {
        return was != null && (is == null || is.isBefore(was));
    }

    private static String warning(Application was, Application is) {
        return "application " + JsonPointers.printable(is.name()) + " has lost its sessions_revoked_at of "
                + was.sessionsRevokedAt() + "; sessions that ended then are valid again";
    }
}
