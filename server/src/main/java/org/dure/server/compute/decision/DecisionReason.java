package org.dure.server.compute.decision;

import org.dure.base.Reason;

/// Why a session got slots, kept them, or was left waiting by a decision.
enum DecisionReason implements Reason.Code {
    EVALUATIONS_FIRST("the platform's own evaluations go first"),
    LOST_FIRST("it had lost an attempt, and those who have go first"),
    ROOM_WAS_MADE("another session made room for it"),
    ARRIVED_FIRST("it has waited longest"),
    TURN_OF_PROJECT("it is its project's turn"),
    STANDS_IN_LINE("it stands behind others in the order of the pool"),
    HELD_BY_QUOTA_OR_SIZE("its quota or the size of what it needs held it back"),
    NEXT_IN_LINE("it is the next one of its project"),
    GOES_ON("it goes on: it is on its way, or no other promises clearly more"),
    PROMOTED("it is among the best third of those that have come as far, {epochs} points"),
    NEW_IN_ORDER("nobody can be promoted, so the next new one of its project begins"),
    NEW_BY_SETTINGS("nobody can be promoted, so the new one begins whose settings promise most"),
    PROMISES_MOST("what is known of its curve and its settings promises most"),
    LONGEST_WITHOUT("every twentieth time those go first who have waited longest"),
    FEWEST_POINTS("no rung speaks, so the best of those that have had least goes on"),
    NOBODY_ELSE_READY("nobody who could still renew a best wants the slots"),
    PROJECT_IS_AHEAD("its project has had {ahead} slot-seconds more for its weight than the least served one"),
    PROMISES_LESS("it promised less for each second: {own} against {chosen}"),
    RUNGS_CHOSE_ANOTHER("within its problem another one was chosen"),
    LESS_SERVED_FIRST("a project that has had less for its weight was served first"),
    NOT_A_NUMBER("its metric is no number any more, so it promises nothing"),
    NOT_WEIGHED("too many waited before it, so it was not weighed yet"),
    GAVE_WAY("its slice was over, and another one was chosen for its slots");

    private final String english;

    DecisionReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
