package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: a crash leaves the old or the new version")
final class CrashTest {

    /** The build runs a few; CONTRIBUTING.md has the command for many. */
    private static final int KILLS = Integer.getInteger("latchkey.test.kills", 5);

    @TempDir
    private Path directory;

    @Test
    void keepsAcknowledgedChangesIfWriterIsKilled() throws Exception {
        CrashTrial.Result result = new CrashTrial(directory).run(KILLS);

        System.out.println(result);
        assertThat(result.isGood()).as(result.toString()).isTrue();
        assertThat(result.kills()).isEqualTo(KILLS);
        assertThat(result.changes()).isPositive();
    }
}
