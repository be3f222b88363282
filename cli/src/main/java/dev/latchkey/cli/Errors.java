package dev.latchkey.cli;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.store.StoreUnavailableException;
import dev.latchkey.store.jdbc.JdbcStoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reports a failure in one line on standard error, without anything that may be a secret. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Secrets are longer; command names and most typing errors are not. */
    private static final int LONGEST_REPEATED = 15;

    private final PrintStream err;
    private final Latchkey options;

    Errors(PrintStream err, Latchkey options) {
        this.err = err;
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        report(describe(e));
        if (options.verbose()) {
            e.printStackTrace(err);
        }
        return e instanceof CommandException known ? known.status() : ExitStatus.FAILED;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage());
        for (String argument : arguments) {
            message = withoutValue(message, argument);
        }
        report(message + " (" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return ExitStatus.USAGE;
    }

    /** Prints one line. */
    void report(String message) {
        err.println("latchkey: " + JsonPointers.printable(message.replaceAll("\\R\\s*", " ")));
    }

    // Somebody may have put a secret in the wrong place, and error streams end up in logs.
    private static String withoutValue(String message, String argument) {
        if (argument.matches("--[a-z-]*")) {
            return message;
        }
        int equals = argument.startsWith("-") ? argument.indexOf('=') : -1;
        String value = argument.substring(equals + 1);
        return value.length() > LONGEST_REPEATED ? message.replace(value, "…") : message;
    }

    private static String describe(Exception e) {
        if (e instanceof StoreUnavailableException && e.getCause() instanceof Exception cause) {
            return describe(cause);
        } else if (e instanceof CommandException || e instanceof ConfigurationException) {
            return String.valueOf(e.getMessage());
        } else if (e instanceof JdbcStoreException fault) {
            return DatabaseFaults.describe(fault);
        } else if (e instanceof NoSuchFileException missing) {
            return missing.getFile()
                    + " does not exist; name a file with --file or LATCHKEY_FILE, or create one with app create --create-file";
        } else if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        } else if (e instanceof FileSystemException other) {
            return other.getFile() + ": " + (other.getReason() == null ? other.toString() : other.getReason());
        }
        return e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
