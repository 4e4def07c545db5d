package org.dure.agent.gang;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// By which the ranks know that the agents of the others go on: each counts up a number in a file of its own. What
/// counts is how often that was looked at in vain, not the time: an agent that was itself halted accuses nobody.
final class Pulse implements AutoCloseable {

    /// Longer than any shared file system takes to show what was written elsewhere.
    static final int SILENCE_SECONDS = 90;

    private static final int BEAT_SECONDS = 5;

    /// @param vain how often in a row the number was the same
    private record Heard(long number, int vain) {}

    private final GangFiles files;
    private final int own;
    private final List<Integer> others;
    private final IntConsumer lost;
    private final Map<Integer, Heard> heard = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("pulse").unstarted(this::work);
    private volatile boolean closed;

    /// @param others the ranks that are listened to
    /// @param lost   told of each that has begun, and neither ended nor been heard of for so long
    Pulse(GangFiles files, int own, List<Integer> others, IntConsumer lost) {
        this.files = files;
        this.own = own;
        this.others = others;
        this.lost = lost;
    }

    void start() {
        thread.start();
    }

    private void work() {
        for (long number = 1; !closed; number++) {
            try {
                files.putBeat(own, number);
                listen();
            } catch (IOException | RuntimeException unreadable) {
                if (!closed) {
                    System.err.println("whether the gang's ranks go on cannot be told: " + unreadable);
                }
            }
            try {
                Thread.sleep(BEAT_SECONDS * 1_000);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void listen() throws IOException {
        for (int rank : others) {
            Long number = files.beat(rank);
            if (number == null || files.end(rank) != null) {
                continue;
            }
            Heard last = heard.get(rank);
            int vain = last != null && last.number() == number ? last.vain() + 1 : 0;
            heard.put(rank, new Heard(number, vain));
            if (vain * BEAT_SECONDS >= SILENCE_SECONDS && !closed) {
                lost.accept(rank);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
