package dev.latchkey.cli;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.ServiceToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a secret from standard input. */
final class SecretInput {

    private final InputStream in;

    SecretInput(InputStream in) {
        this.in = in;
    }

    /**
     * Returns the secret without its line end.
     *
     * @throws CommandException if there is none, or more than one line
     */
    ClientSecret read() throws IOException, CommandException {
        // One byte more than the longest secret with its line end, to detect longer ones.
        byte[] bytes = in.readNBytes(ServiceToken.MAX_CREDENTIAL_LENGTH + 3);
        String line = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        if (line.isEmpty() || line.length() > ServiceToken.MAX_CREDENTIAL_LENGTH || line.indexOf('\n') >= 0) {
            throw new CommandException(
                    ExitStatus.FAILED,
                    "standard input must contain the secret on one line of at most "
                            + ServiceToken.MAX_CREDENTIAL_LENGTH + " characters");
        }
        return ClientSecret.of(line);
    }
}
