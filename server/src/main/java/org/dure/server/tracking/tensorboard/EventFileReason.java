package org.dure.server.tracking.tensorboard;

import org.dure.base.Reason;

/// What was wrong with an event file. Of what is counted, `byte` is where the first of them begins.
enum EventFileReason implements Reason.Code {
    NOT_EVENTS("it is no event file of TensorBoard"),
    EVENTS_TRUNCATED("it ends in the middle of the record at byte {byte}; what stands before was read"),
    EVENTS_DAMAGED("the record at byte {byte} is damaged; what stands before was read"),
    EVENTS_NO_MESSAGE("records that hold no event were passed over: {count}, the first at byte {byte}"),
    EVENTS_TOO_LONG("records longer than {limit} were passed over: {count}, the first at byte {byte}"),
    EVENTS_TIMELESS("events with an impossible time were passed over: {count}, the first at byte {byte}"),
    SCALARS_NO_NUMBER("scalars that are not one number were passed over: {count}, the first at byte {byte}"),
    SCALARS_NAMELESS(
            "values with no tag or one of more than {limit} characters were passed over: {count}, the first at byte {byte}"),
    EVENT_METRICS_TOO_MANY(
            "the run's event files have more than {limit} metrics; values of further ones were passed over: {count}, the first at byte {byte}"),
    EVENT_POINTS_TOO_MANY("it holds more than {limit} values; what stands behind byte {byte} was not read"),
    EVENT_FILE_TOO_LARGE("it has more than {limit} and was not read"),
    EVENTS_NOT_READ("reading it failed {count} times; the server's log says why");

    private final String english;

    EventFileReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }

    /// Whether it says where or why the reading stopped: found anew when the file is read again.
    boolean isEnd() {
        return switch (this) {
            case NOT_EVENTS,
                    EVENTS_TRUNCATED,
                    EVENTS_DAMAGED,
                    EVENT_POINTS_TOO_MANY,
                    EVENT_FILE_TOO_LARGE,
                    EVENTS_NOT_READ -> true;
            case EVENTS_NO_MESSAGE,
                    EVENTS_TOO_LONG,
                    EVENTS_TIMELESS,
                    SCALARS_NO_NUMBER,
                    SCALARS_NAMELESS,
                    EVENT_METRICS_TOO_MANY -> false;
        };
    }
}
