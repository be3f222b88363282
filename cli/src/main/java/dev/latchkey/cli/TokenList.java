package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the service tokens.")
final class TokenList extends StoreCommand {

    @Option(
            names = "--search",
            paramLabel = "TEXT",
            description = "Only those with this text in their name, Client ID or ID.")
    private @Nullable String search;

    @Option(
            names = "--expiring",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Only those that expire within this time, such as 30d, or have expired.")
    private @Nullable Duration expiring;

    TokenList(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        Instant before =
                expiring == null ? null : environment().clock().instant().plus(expiring);
        ServiceTokenQuery query =
                ServiceTokenQuery.builder().search(search).expiresBefore(before).build();
        List<ServiceToken> tokens = administration.serviceTokens().list(query).tokens();
        if (printer.isJson()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            tokens.forEach(token -> array.add(ServiceTokenFormat.answer(token)));
            printer.print(array);
            return;
        }
        Table table = new Table().row("ID", "CLIENT ID", "NAME", "ENABLED", "EXPIRES", "LAST SEEN");
        for (ServiceToken token : tokens) {
            table.row(
                    token.id().toString(),
                    token.clientId(),
                    token.name(),
                    token.enabled() ? "yes" : "no",
                    Printer.time(token.expiresAt()),
                    Printer.time(token.lastSeenAt()));
        }
        printer.print(table);
    }
}
