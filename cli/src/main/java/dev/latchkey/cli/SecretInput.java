package dev.latchkey.cli;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.ServiceToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a secret from standard input: one line, or less. */
final class SecretInput {

    private final InputStream in;

    SecretInput(InputStream in) {
        this.in = in;
    }

    /**
     * {@return the secret, without the end of its line}
     *
     * @throws CommandException if there is none, or more than one line
     */
    ClientSecret read() throws IOException, CommandException {
        // One byte more than a secret with the end of its line may have, to tell a longer one.
        byte[] bytes = in.readNBytes(ServiceToken.MAX_CREDENTIAL_LENGTH + 3);
        String line = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        if (line.isEmpty() || line.length() > ServiceToken.MAX_CREDENTIAL_LENGTH || line.indexOf('\n') >= 0) {
            throw new CommandException(
                    ExitStatus.FAILED,
                    "standard input must hold the secret on one line, of at most " + ServiceToken.MAX_CREDENTIAL_LENGTH
                            + " characters");
        }
        return ClientSecret.of(line);
    }
}
