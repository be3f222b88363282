package dev.latchkey.internal.file;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.policy.Protection;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks a configuration file and the files that a {@code JsonFileStore} keeps beside it, without using or changing
 * them. It reports faults, and settings that are valid but may be unintended. Immutable and thread-safe.
 */
public final class ConfigurationCheck {

    private final SecretHasher hasher;
    private final InstantSource clock;
    private final Duration soon;

    /**
     * Creates a check.
     *
     * @param hasher decides which digests can be verified
     * @param clock decides which service tokens have expired
     * @param soon how long before its expiry a service token is reported
     */
    public ConfigurationCheck(SecretHasher hasher, InstantSource clock, Duration soon) {
        this.hasher = hasher;
        this.clock = clock;
        this.soon = soon;
    }

    /**
     * Returns the results for the configuration file and then for the existing files beside it or beside the key file.
     *
     * @param keyFile the file of signing keys, if it is not beside the configuration file
     * @throws IOException if a file cannot be read, or the configuration file does not exist
     */
    public List<CheckResult> check(Path file, @Nullable Path keyFile) throws IOException {
        List<CheckResult> checked = new ArrayList<>();
        checked.add(check(
                file,
                new DocumentFormat(hasher),
                contents -> find(contents.document()),
                contents -> protection(contents.document().configuration())));
        Path named = SiblingFiles.named(file, keyFile);
        addIfThere(keyFile == null ? SiblingFiles.keys(file) : keyFile, new SigningKeyFormat(), checked);
        addIfThere(SiblingFiles.sessions(named), new RevocationFormat(), checked);
        addIfThere(SiblingFiles.usage(named), new UsageFormat(), checked);
        return checked;
    }

    /**
     * Returns settings that are valid but may be unintended. The pointers are those of a configuration file, even if
     * the document comes from elsewhere.
     */
    public List<Fault> warnings(AccessDocument document) {
        return find(document).asList();
    }

    /** Returns what a configuration protects, in words. Names are unescaped. */
    public static List<String> protection(AccessConfiguration configuration) {
        return Protection.of(configuration).lines();
    }

    private Faults find(AccessDocument document) {
        return new ConfigurationWarnings(document, clock.instant(), soon).find();
    }

    private static <T> void addIfThere(Path path, FileFormat<T> format, List<CheckResult> to) throws IOException {
        if (Files.exists(path)) {
            to.add(check(path, format, contents -> new Faults(), contents -> List.of()));
        }
    }

    private static <T> CheckResult check(
            Path path, FileFormat<T> format, Function<T, Faults> warner, Function<T, List<String>> protection)
            throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String source = path.toString();
        List<Fault> warnings = new ArrayList<>();
        if (OwnerOnlyPermissions.isWider(path)) {
            warnings.add(new Fault("", "can be read or written by other users; run chmod 600"));
        }
        T contents;
        try {
            contents = format.read(source, bytes);
        } catch (ConfigurationException e) {
            return new CheckResult(source, null, e.faults(), warnings, List.of());
        }
        warnings.addAll(JsonText.of(source, bytes).located(warner.apply(contents)));
        return new CheckResult(source, format.describe(contents), List.of(), warnings, protection.apply(contents));
    }
}
