package dev.latchkey.internal.maintenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A scheduler whose time is advanced manually. Not thread-safe. */
public final class ManualScheduler implements Scheduler {

    private record Pending(Duration dueAt, Runnable then) {}

    private final List<Pending> pending = new ArrayList<>();
    private Duration now = Duration.ZERO;

    @Override
    public Runnable after(Duration delay, Runnable then) {
        Pending one = new Pending(now.plus(delay), then);
        pending.add(one);
        return () -> pending.remove(one);
    }

    /** Returns the remaining delays, the shortest first. */
    public List<Duration> waiting() {
        return pending.stream().map(each -> each.dueAt.minus(now)).sorted().toList();
    }

    /** Advances the time and runs due tasks. */
    public void pass(Duration time) {
        Duration until = now.plus(time);
        while (true) {
            Pending next = pending.stream()
                    .min(Comparator.comparing(Pending::dueAt))
                    .filter(each -> each.dueAt.compareTo(until) <= 0)
                    .orElse(null);
            if (next == null) {
                now = until;
                return;
            }
            pending.remove(next);
            now = next.dueAt;
            next.then.run();
        }
    }
}
