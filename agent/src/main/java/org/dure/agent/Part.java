package org.dure.agent;

import java.io.IOException;
import java.util.List;
import org.dure.agent.gang.Leader;
import org.dure.agent.gang.Meeting;
import org.dure.agent.gang.Member;
import org.dure.agent.gang.RankEnd;
import org.dure.agent.gang.Rendezvous;
import org.dure.agent.gang.Seat;
import org.dure.agent.handover.Checkpoints;
import org.dure.agent.log.LogChunker;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.Heartbeats;
import org.dure.agent.supervision.Outcome;
import org.dure.agent.supervision.Supervision;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// What sets agents apart beside the program that each runs: one that is alone, or the first of its gang,
/// speaks with `server`; those of the other ranks follow the first.
final class Part implements AutoCloseable {

    private final @Nullable Seat seat;
    private final WorkOrder order;
    private final Heartbeats heartbeats;
    private final @Nullable Leader leader;
    private final @Nullable Member member;

    /// @param seat null for one that is alone
    Part(@Nullable Seat seat, WorkOrder order, Ending ending, Heartbeats heartbeats, LogChunker log)
            throws IOException {
        this.seat = seat;
        this.order = order;
        this.heartbeats = heartbeats;
        this.leader = seat != null && seat.leads() ? new Leader(seat, order, ending, log) : null;
        this.member = seat != null && !seat.leads() ? new Member(seat, ending) : null;
    }

    void start() {
        if (member != null) {
            member.start();
        } else {
            heartbeats.start();
        }
        if (leader != null) {
            leader.start();
        }
    }

    /// Whether it reports the attempt's states, log, metrics and files.
    boolean speaks() {
        return member == null;
    }

    /// Before the program starts.
    ///
    /// @return null for one that is alone, and where the gang is to end before its programs run
    @Nullable
    Meeting meet() throws IOException, InterruptedException {
        Rendezvous rendezvous = leader != null ? leader.meet() : member != null ? member.meet() : null;
        return seat == null || rendezvous == null
                ? null
                : new Meeting(rendezvous, seat.rank(), order.nodes(), rendezvous.ownAddress());
    }

    /// Once the program runs.
    void running(Supervision supervision, Checkpoints checkpoints) {
        if (member != null) {
            member.onSave(supervision::askToSave);
        } else {
            heartbeats.onSave(checkpoints::ask);
            checkpoints.watch();
        }
    }

    /// @return how the program has ended; for the first of a gang, how all have
    RankEnd together(Outcome outcome, List<String> lastLines) throws IOException, InterruptedException {
        return leader != null
                ? leader.together(outcome, lastLines)
                : RankEnd.of(seat == null ? 0 : seat.rank(), outcome, lastLines);
    }

    /// By one that does not speak with `server`; the last that it says.
    void report(RankEnd end) throws IOException {
        if (member != null) {
            member.report(end);
        }
    }

    @Override
    public void close() {
        if (leader != null) {
            leader.close();
        }
        if (member != null) {
            member.close();
        }
    }
}
