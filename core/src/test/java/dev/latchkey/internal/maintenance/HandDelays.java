package dev.latchkey.internal.maintenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes by hand. Not thread-safe. */
public final class HandDelays implements Delays {

    private record Pending(Duration dueAt, Runnable then) {}

    private final List<Pending> pending = new ArrayList<>();
    private Duration now = Duration.ZERO;

    @Override
    public Runnable after(Duration delay, Runnable then) {
        Pending one = new Pending(now.plus(delay), then);
        pending.add(one);
        return () -> pending.remove(one);
    }

    /** {@return in how long what waits is due, the soonest first} */
    public List<Duration> waiting() {
        return pending.stream().map(each -> each.dueAt.minus(now)).sorted().toList();
    }

    /** Lets time pass, and whatever comes due be run. */
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
