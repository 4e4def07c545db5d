package org.dure.base.agent;

import org.dure.base.Reason;

/// What the owner of a failed session may do.
public enum NextStep implements Reason.Code {
    ASK_FOR_MEMORY("ask for more memory, or hold less at a time: smaller batches, fewer loader processes, data read in"
            + " pieces"),
    RAISE_JAVA_HEAP("give Java more of the session's memory (-Xmx), or ask for more memory"),
    FEWER_WORKERS("start fewer worker processes and threads (num_workers, n_jobs)"),
    SMALLER_BATCH("take a smaller batch, accumulate gradients, or compute in half precision"),
    WRITE_LESS("keep fewer checkpoints and smaller outputs, and delete what is not needed from /tmp"),
    ASK_ADMINISTRATOR_FOR_SPACE("ask the administrator of this machine for space"),
    RAISE_TIME_LIMIT("ask for more time, and save checkpoints so that the next session goes on from the last one"),
    CLOSE_FILES("close files that are not needed any more, or start fewer loader processes"),
    START_FROM_EARLIER_CHECKPOINT("start anew or from an earlier checkpoint; write a checkpoint under another name and"
            + " rename it when it is whole"),
    MATCH_CHECKPOINT("build the model as it was when the checkpoint was saved, or start without the checkpoint"),
    ADD_REQUIREMENT("name the package in requirements.txt beside the program; a file of your own must lie in the"
            + " program's folder"),
    MATCH_VERSIONS("name versions that belong together in requirements.txt"),
    BRING_LIBRARY("take a package that brings its libraries along (a wheel), or an image that has them"),
    CHECK_PATHS("data lies below /data under the mount's name, the program's files in /program; check the path and the"
            + " mounts"),
    WRITE_TO_OUTPUT("write to /output, /checkpoint or /tmp: all else is read-only"),
    CHECK_COMMAND("check the command and its arguments; a file of the program needs ./ before its name and the right to"
            + " be executed"),
    MOUNT_OR_ALLOW_HOST("put what it wants to fetch into a dataset and mount it, name packages in requirements.txt, or"
            + " ask the project's managers to allow the host"),
    LOOK_AT_OTHER_PROCESSES("look in the log for the process that failed first; the others only noticed"),
    TELL_ADMINISTRATOR_OF_GPU("tell the administrator of this machine, and start the session again on another GPU"),
    MATCH_CUDA("take a build of the framework for the node's driver and GPU"),
    ASK_FOR_GPU("ask for a GPU, or let the program compute on the CPU; check that its framework was built for CUDA"),
    LAUNCH_BLOCKING("run once with the variable CUDA_LAUNCH_BLOCKING=1 to see where; labels outside of the number of"
            + " classes are the usual cause"),
    CHECK_REQUIREMENTS("check the names and versions in requirements.txt; only packages with wheels for this Python can"
            + " be installed"),
    CHECK_IMAGE("check the image's name and tag, and that this node has it or reaches its registry"),
    CHECK_CONTAINERFILE(
            "look at the named line of the Containerfile and at what its step has printed; hosts that a step"
                    + " needs are allowed by the project's managers"),
    LOOK_AT_LIBRARIES("look at the last lines of the log; run with the variable PYTHONFAULTHANDLER=1 to see where"),
    READ_LOG("read the log from the line on that is shown here");

    private final String english;

    NextStep(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
