package dev.latchkey.benchmarks.container;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/** A JVM with one container and one contestant. It prints its port, and its CPU time for each line that it reads. */
final class ContestantServer {

    private ContestantServer() {}

    public static void main(String[] names) throws Exception {
        int port =
                Container.valueOf(names[0]).start(Contestant.valueOf(names[1]).filter());
        System.out.println(port);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.println(system.getProcessCpuTime());
        }
        // The benchmark has ended, in whatever way.
        Runtime.getRuntime().halt(0);
    }

    /** Returns the number in the next line of a server. */
    static long answer(BufferedReader server) throws IOException {
        String line = server.readLine();
        if (line == null) {
            throw new IOException("the server ended; see its output above");
        }
        return Long.parseLong(line);
    }
}
