package org.dure.server.compute.room;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.Session;
import org.dure.server.compute.forecast.Calibration;
import org.dure.server.compute.forecast.Start;
import org.dure.server.compute.sample.NodeSample;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// The room as one person may see it: of projects that are closed to that person there are no names. What is null here
/// is absent from the answer.
///
/// @param memoryBytes     what there is for sessions
/// @param memoryHeldBytes what the sessions that hold slots may use
/// @param queue           in the order of their turns
/// @param calibration     how estimates of starts have come true
record Room(
        Instant at,
        List<Node> nodes,
        long memoryBytes,
        long memoryHeldBytes,
        List<Waiting> queue,
        Calibration calibration) {

    /// @param pool   whose node it is: nodes of two pools may have the same name
    /// @param sample what it is doing now; null where nothing was heard of it for three minutes
    record Node(
            String pool,
            String name,
            @JsonInclude(NON_NULL) @Nullable NodeSample sample,
            List<Place> slots) {}

    /// @param holder null where it is free
    record Place(
            String name,
            Slot.Kind kind,
            int number,
            @JsonInclude(NON_NULL) @Nullable Holder holder) {}

    /// @param session null where its project is closed to the reader
    record Holder(
            Instant since, @JsonInclude(NON_NULL) @Nullable Named session) {}

    /// A session with what people know it by.
    ///
    /// @param problem null where it competes for none
    record Named(
            UUID id,
            String name,
            UUID projectId,
            String projectName,
            String createdBy,
            @Nullable UUID problemId,
            @Nullable String problemName) {}

    /// @param position in the queue of its pool, from 1
    /// @param session  null where its project is closed to the reader
    /// @param reason   like `session`
    /// @param start    null where it stands too far back for an estimate
    record Waiting(
            String pool,
            int position,
            Session.Kind kind,
            Session.Needs needs,
            Instant since,
            @JsonInclude(NON_NULL) @Nullable Named session,
            @Nullable Reason reason,
            @JsonInclude(NON_NULL) @Nullable Start start) {}
}
