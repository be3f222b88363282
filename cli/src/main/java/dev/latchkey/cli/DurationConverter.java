package dev.latchkey.cli;

import dev.latchkey.internal.syntax.GoDuration;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations in Go's notation or in whole days. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            return text.matches("[0-9]{1,5}d")
                    ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                    : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage() + ", or whole days such as 30d");
        }
    }
}
