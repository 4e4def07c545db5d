package org.dure.server.compute;

import org.dure.base.Reason;

/// Why a session is where it is, as the platform sees it; what its agent sees is `AttemptReason`.
public enum SessionReason implements Reason.Code {
    SUBMITTED("submitted"),
    GOT_SLOTS("got {slots}"),
    ABOUT_TO_START("is about to start"),
    WAITS_FOR_CPU_SLOT("waits for a free CPU slot"),
    WAITS_FOR_CPU_SLOTS("waits for {slots} free CPU slots"),
    WAITS_FOR_GPU("waits for a free GPU slot"),
    WAITS_FOR_GPUS("waits for {slots} free GPU slots"),
    WAITS_FOR_MEMORY("waits for memory, of which it needs {needed}; free are {free}"),
    NO_NODE_IS_LARGE_ENOUGH("waits for a node that has as much as it needs: none of its pool has now"),
    NOT_ENOUGH_NODES("waits for {nodes} nodes that each have as much as it needs: its pool has {there} of them now"),
    WAITS_FOR_NODES_WITH_CPUS("waits for {nodes} nodes with {slots} free CPU slots each"),
    WAITS_FOR_NODES_WITH_GPUS("waits for {nodes} nodes with {slots} free GPU slots each"),
    POOL_CLOSED("waits until the pool {pool} is opened again"),
    QUOTA_GPUS("the project's quota of GPUs is in use: {held} of {quota}"),
    QUOTA_CPUS("the project's quota of CPU slots is in use: {held} of {quota}"),
    QUOTA_GPU_HOURS("the project's {quota} GPU-hours of this month are used up; new ones begin on {date}"),
    IS_NEXT("it is the next one"),
    OTHERS_AHEAD("{count} ahead of it"),
    HELD_BY("held by {sessions}"),
    HELD_BY_AND_MORE("held by {sessions} and {more} more of this project"),
    HELD_BY_OTHERS("held by sessions of other projects: {count}"),
    ATTEMPT_LOST_RESUMES("attempt {attempt} was lost, the next one goes on from checkpoint {checkpoint}"),
    ATTEMPT_LOST_BEGINS_ANEW("attempt {attempt} was lost, the next one begins anew"),
    ATTEMPT_LOST_AT_STOP("stopped, and attempt {attempt} was lost"),
    MADE_ROOM_RESUMES("made room, the next attempt goes on from checkpoint {checkpoint}"),
    MADE_ROOM_BEGINS_ANEW("made room, the next attempt begins anew"),
    ROOM_FOR("its slots are needed for {session}"),
    ROOM_FOR_OTHERS("its slots are needed for another project"),
    PAUSED("paused by {person}"),
    IDLE("it did next to nothing for {minutes} minutes"),
    IDLE_WARNING("does next to nothing since {minutes} minutes; it is paused in {left} unless somebody keeps it"),
    KEPT("kept by {person}"),
    ATTEMPT_FAILED_RESUMES("attempt {attempt} failed, the next one goes on from checkpoint {checkpoint}"),
    ATTEMPT_FAILED_BEGINS_ANEW("attempt {attempt} failed, the next one begins anew"),
    WAITS_TO_RETRY("waits {seconds} seconds before it tries again"),
    RESUMED("resumed by {person}"),
    ATTEMPTS_LOST("{count} attempts were lost"),
    AGENT_ENDED("its agent has ended without a report"),
    AGENT_SILENT("its agent has been silent for {seconds} seconds"),
    AGENT_NOT_STARTED("the platform ended before it had started the agent"),
    SLURM_WAITS_RESOURCES("is with Slurm, which waits for free resources of its node"),
    SLURM_WAITS_PRIORITY("is with Slurm, where jobs of higher priority go first"),
    SLURM_WAITS_NODE("is with Slurm, whose node is down, drained or reserved: {reason}"),
    SLURM_WAITS_LIMIT("is with Slurm, where a limit of the account holds it: {reason}"),
    SLURM_WAITS_HELD("is with Slurm, where somebody holds it: {reason}"),
    SLURM_WAITS("is with Slurm, which gives as its reason: {reason}"),
    SLURM_ENDED("Slurm has ended its job: {state}"),
    SLURM_REQUEUED("Slurm has put its job back into the queue"),
    KUBERNETES_WAITS_NODE("is with Kubernetes, which finds no room on its node: {reason}"),
    KUBERNETES_WAITS_IMAGE("is with Kubernetes, which cannot start its container: {reason}"),
    KUBERNETES_WAITS_KUEUE("is with Kueue, which says: {reason}"),
    KUBERNETES_WAITS("is with Kubernetes, which makes its pod"),
    KUBERNETES_ENDED("Kubernetes has ended its pod: {state}"),
    KUBERNETES_EVICTED("Kubernetes has taken its pod back: {reason}"),
    ENGINE_AWAY("the pool {pool} does not answer: {why}"),
    GANG_NOT_BY_ENGINE("must be 1: the pool {pool} runs each session on one node only"),
    GANG_NETWORK_CLOSED(
            "must be 1: the nodes of a session cannot reach one another in the pool {pool}; an administrator may allow it"
                    + " by its setting gang_network"),
    CANNOT_START("cannot start"),
    START_FAILED("could not be started");

    private final String english;

    SessionReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
