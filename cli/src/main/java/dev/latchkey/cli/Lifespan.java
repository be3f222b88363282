package dev.latchkey.cli;

import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The option for the duration of a new service token. */
final class Lifespan {

    private static final String FOREVER = "forever";

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = Converter.class,
            description = "Its duration: 8760h, 365d or forever; one year by default.")
    private Chosen chosen = new Chosen(ServiceToken.DEFAULT_DURATION);

    /** Sets the lifetime of a new service token. */
    NewServiceToken.Builder of(NewServiceToken.Builder wanted) {
        Duration duration = chosen.duration();
        return duration == null ? wanted.forever() : wanted.duration(duration);
    }

    /** The chosen duration. */
    record Chosen(@Nullable Duration duration) {}

    /** Parses the option. */
    static final class Converter implements ITypeConverter<Chosen> {

        @Override
        public Chosen convert(String text) {
            return new Chosen(text.equals(FOREVER) ? null : new DurationConverter().convert(text));
        }
    }
}
