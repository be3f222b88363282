package dev.latchkey.cli;

import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "rotate", description = "Gives a service token a new secret and prints it, only once.")
final class TokenRotate extends TokenChange {

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long the current secret stays valid, such as 1h. By default it ends at once.")
    private @Nullable Duration grace;

    TokenRotate(CommandContext context) {
        super(context);
    }

    @Override
    void change(ServiceTokens tokens, ServiceToken found, Predicate<ServiceToken> same, Printer printer)
            throws Exception {
        Instant until = grace == null ? null : environment().clock().instant().plus(grace);
        TokenView.print(done(tokens.rotate(found.id(), until, same), describe(found)), printer);
    }
}
