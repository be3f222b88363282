package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Keys;
import java.time.Instant;
import picocli.CommandLine.Command;

@Command(name = "rotate", description = "Creates a new signing key. The previous key verifies for 7 more days.")
final class KeysRotate extends StoreCommand {

    KeysRotate(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        Keys.Status status = administration.keys().rotate();
        if (printer.isJson()) {
            Instant last = status.lastRotationAt();
            printer.print(JsonNodeFactory.instance
                    .objectNode()
                    .put("key_rotation_interval_days", status.rotationIntervalDays())
                    .put("last_key_rotation_at", last == null ? null : last.toString())
                    .put("days_until_next_rotation", status.daysUntilNextRotation()));
            return;
        }
        printer.print(new Table()
                .row("rotated", Printer.time(status.lastRotationAt()))
                .row("next in", status.daysUntilNextRotation() + " days"));
    }
}
