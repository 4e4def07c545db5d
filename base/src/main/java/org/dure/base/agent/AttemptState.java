package org.dure.base.agent;

/// Where an attempt stands, as its agent sees it.
public enum AttemptState {
    STARTING,
    RUNNING,
    SAVING,
    SUCCEEDED,
    FAILED,
    STOPPED,
    /// It has made room and its session waits for the next attempt.
    PREEMPTED;

    /// Whether nothing comes after it.
    public boolean isEnd() {
        return this == SUCCEEDED || this == FAILED || this == STOPPED || this == PREEMPTED;
    }
}
