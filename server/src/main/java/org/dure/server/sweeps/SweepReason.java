package org.dure.server.sweeps;

import org.dure.base.Reason;

/// Why a sweep or a trial is where it is.
public enum SweepReason implements Reason.Code {
    SWEEP_STARTED("started by {name}"),
    SWEEP_RESUMED("resumed by {name}"),
    SWEEP_PAUSED("paused by {name}"),
    SWEEP_STOPPED("stopped by {name}"),
    SWEEP_TRIALS_DONE("all {trials} trials are done"),
    SWEEP_POPULATION_DONE("every member of the population has come to its end"),
    SWEEP_GRID_DONE("every point of the grid was tried"),
    SWEEP_BUDGET_USED("the budget of {hours} slot hours is used up"),
    SWEEP_COST_USED("the budget of {cost} of money is used up"),
    SWEEP_TRIALS_FAIL("paused: the last {count} trials failed"),
    SWEEP_NOT_SUBMITTED("paused: trial {number} could not be submitted"),
    SWEEP_NO_CHECKPOINT(
            "paused: trial {number} has stored no checkpoint at step {step}, and a population is copied by checkpoints"),
    SWEEP_OWNER_GONE("paused: the account {name} may not run sessions here any more"),
    TRIAL_PLANNED("its point is chosen"),
    TRIAL_SUBMITTED("its session is submitted"),
    TRIAL_COPIED("at step {step} it is made from trial {source}"),
    TRIAL_AT_RUNG("at step {step} it waits for the others of its population"),
    TRIAL_GOES_ON("at step {step} it keeps its place in the population"),
    TRIAL_REPLACED(
            "at step {step} its {metric} of {value} was among the worst; trial {copy} goes on from trial {source} instead"),
    TRIAL_ASKED("given to who asked for it"),
    TRIAL_IS_JUDGED("its model is being judged on the hidden part"),
    TRIAL_RUN_ENDS("its run is being stored"),
    TRIAL_DONE("its value is known"),
    TRIAL_BEHIND("at step {step} its {metric} of {value} was not among the best 1/{factor}"),
    TRIAL_FAILED("its session did not succeed"),
    TRIAL_TOLD_FAILED("told to have failed"),
    TRIAL_NO_METRIC("its run has logged no {metric}"),
    TRIAL_NOT_A_NUMBER("its {metric} is not a number"),
    TRIAL_NO_MODEL("its run left no model that could be judged"),
    TRIAL_NOT_JUDGED("its model could not be judged"),
    TRIAL_SESSION_STOPPED("its session was stopped"),
    TRIAL_STOPPED_WITH_SWEEP("stopped with its sweep");

    private final String english;

    SweepReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
