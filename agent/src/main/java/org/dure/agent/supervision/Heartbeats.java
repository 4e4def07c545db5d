package org.dure.agent.supervision;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.ServerLink;
import org.dure.agent.wire.States;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.dure.base.node.NodeMeter;
import org.dure.base.node.NodeReading;
import org.jspecify.annotations.Nullable;

/// Tells `server` every two seconds that the attempt lives, and takes its orders: `server` holds its answer back until
/// it has one.
public final class Heartbeats {

    private static final long PAUSE_MILLIS = 2_000;
    private static final int BEATS_BETWEEN_READINGS = 5;

    private final ServerLink link;
    private final States states;
    private final Ending ending;
    private final NodeMeter meter = NodeMeter.ofThisNode();
    private int beats;
    private volatile @Nullable Cgroup group;
    private volatile Runnable save = () -> {};

    public Heartbeats(ServerLink link, States states, Ending ending) {
        this.link = link;
        this.states = states;
        this.ending = ending;
    }

    public void start() {
        Thread.ofPlatform().daemon().name("heartbeats").start(this::beat);
    }

    /// From now on heartbeats tell what this group uses.
    public void watch(Cgroup watched) {
        group = watched;
    }

    /// What to do at the order SAVE.
    public void onSave(Runnable asked) {
        save = asked;
    }

    private void beat() {
        while (true) {
            long began = System.nanoTime();
            try {
                Heartbeat.Answer answer = link.call(
                        "POST",
                        "/heartbeat?wait_seconds=" + TimeUnit.MILLISECONDS.toSeconds(PAUSE_MILLIS),
                        measure(),
                        Heartbeat.Answer.class);
                obey(answer);
            } catch (AttemptOverException over) {
                ending.abandon(String.valueOf(over.getMessage()));
            } catch (IOException unreachable) {
                // The next beat tries again: a silent server is no reason to stop a program.
            }
            try {
                Thread.sleep(Math.max(0, PAUSE_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void obey(Heartbeat.Answer answer) {
        switch (answer.order()) {
            case CONTINUE -> {}
            case SAVE -> save.run();
            case PREEMPT -> ending.decide(preempted(answer));
            case STOP -> {
                ending.decide(new Ending.Verdict(AttemptState.STOPPED, stopped(answer.reason()), true));
                ending.hurry();
            }
            case ABANDON -> ending.abandon("another attempt has taken this one's place");
        }
    }

    private static Ending.Verdict preempted(Heartbeat.Answer answer) {
        Integer seconds = answer.saveSeconds();
        return new Ending.Verdict(
                AttemptState.PREEMPTED,
                Reason.of(AttemptReason.PREEMPTED_AT_START),
                true,
                seconds == null ? 0 : seconds);
    }

    private static Reason stopped(@Nullable String why) {
        Reason stopped = Reason.of(AttemptReason.STOPPED);
        return why == null ? stopped : stopped.because(Reason.inWords(why));
    }

    private Heartbeat measure() {
        Cgroup measured = group;
        if (measured != null) {
            try {
                return new Heartbeat(states.current(), measured.memoryBytes(), measured.cpuSeconds(), node());
            } catch (IOException | NumberFormatException gone) {
                // removed at the end
            }
        }
        return new Heartbeat(states.current(), null, null, node());
    }

    /// Seldom: a minute's mean needs no more.
    private @Nullable NodeReading node() {
        if (beats++ % BEATS_BETWEEN_READINGS != 0) {
            return null;
        }
        try {
            return meter.read();
        } catch (IOException | NumberFormatException untold) {
            return null;
        }
    }
}
