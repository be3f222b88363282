package dev.latchkey.cli;

import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.ServiceToken;
import java.io.IOException;

/** Formats service tokens (management contract, section 1) without their digests. Stateless. */
final class TokenView {

    private TokenView() {}

    /** Prints a token. */
    static void print(ServiceToken token, Printer printer) throws IOException {
        if (printer.isJson()) {
            printer.print(ServiceTokenFormat.answer(token));
        } else {
            printer.print(table(token));
        }
    }

    /** Prints a token with its new secret, which nothing else prints. */
    static void print(IssuedServiceToken issued, Printer printer) throws IOException {
        String secret = issued.secret().reveal();
        if (printer.isJson()) {
            printer.print(ServiceTokenFormat.answer(issued.token()).put("client_secret", secret));
            return;
        }
        printer.print(table(issued.token()));
        printer.line("");
        printer.line("The secret is shown only once:");
        printer.line("CF_ACCESS_CLIENT_ID=" + issued.clientId());
        printer.line("CF_ACCESS_CLIENT_SECRET=" + secret);
    }

    private static Table table(ServiceToken token) {
        Table table = new Table()
                .row("id", token.id().toString())
                .row("client id", token.clientId())
                .row("name", token.name())
                .row("enabled", token.enabled() ? "yes" : "no")
                .row("duration", ServiceTokenFormat.duration(token))
                .row("expires", Printer.time(token.expiresAt()))
                .row("created", Printer.time(token.createdAt()))
                .row("updated", Printer.time(token.updatedAt()))
                .row("last seen", Printer.time(token.lastSeenAt()))
                .row("secret version", String.valueOf(token.clientSecretVersion()));
        if (token.previousExpiresAt() != null) {
            table.row("previous secret until", Printer.time(token.previousExpiresAt()));
        }
        if (!token.roles().isEmpty()) {
            table.row("roles", String.join(", ", token.roles().stream().sorted().toList()));
        }
        return table;
    }
}
