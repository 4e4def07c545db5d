package org.dure.base.agent;

import org.dure.base.Reason;

/// What a failed attempt died of, each with what to do next.
public enum Finding implements Reason.Code {
    MAIN_MEMORY_FULL("the program needed more main memory than the session has", NextStep.ASK_FOR_MEMORY),
    JAVA_HEAP_FULL("Java's heap was full", NextStep.RAISE_JAVA_HEAP),
    SHARED_MEMORY_FULL("the shared memory of its worker processes was full", NextStep.FEWER_WORKERS),
    GPU_MEMORY_FULL("the memory of the GPU was full", NextStep.SMALLER_BATCH),
    DISK_SHARE_FULL("the session wrote more to disk than it may", NextStep.WRITE_LESS),
    DISK_QUOTA_REACHED("a quota of the node's file system is used up", NextStep.ASK_ADMINISTRATOR_FOR_SPACE),
    TIME_LIMIT_REACHED("the session ran into its time limit", NextStep.RAISE_TIME_LIMIT),
    PROCESS_LIMIT_REACHED("the session had as many processes and threads as it may", NextStep.FEWER_WORKERS),
    FILE_LIMIT_REACHED("a process had as many open files as it may", NextStep.CLOSE_FILES),
    CHECKPOINT_DAMAGED("the checkpoint cannot be read", NextStep.START_FROM_EARLIER_CHECKPOINT),
    CHECKPOINT_OF_OTHER_MODEL("the checkpoint belongs to a model of another shape", NextStep.MATCH_CHECKPOINT),
    MODULE_MISSING("the module {name} is not installed", NextStep.ADD_REQUIREMENT),
    IMPORT_FAILED("an import failed: {name}", NextStep.MATCH_VERSIONS),
    LIBRARY_MISSING("the library {name} is not there", NextStep.BRING_LIBRARY),
    FILE_MISSING("the file {name} is not there", NextStep.CHECK_PATHS),
    PLACE_READ_ONLY("a place cannot be written: {name}", NextStep.WRITE_TO_OUTPUT),
    PROGRAM_NOT_FOUND("the program {name} is not there or cannot be run", NextStep.CHECK_COMMAND),
    ARGUMENT_REFUSED("the program does not take an argument of its command", NextStep.CHECK_COMMAND),
    NETWORK_CLOSED("the program looked for a network that the session does not have", NextStep.MOUNT_OR_ALLOW_HOST),
    HOST_NOT_ALLOWED(
            "the program wanted to reach {name}, which its project does not allow", NextStep.MOUNT_OR_ALLOW_HOST),
    GPUS_OUT_OF_STEP("the GPUs of the session lost touch with each other (NCCL)", NextStep.LOOK_AT_OTHER_PROCESSES),
    GPU_MEMORY_ERROR("the GPU found errors in its memory (ECC)", NextStep.TELL_ADMINISTRATOR_OF_GPU),
    GPU_FAILED("the GPU or its driver failed (Xid {name})", NextStep.TELL_ADMINISTRATOR_OF_GPU),
    GPU_UNREACHABLE("the GPU did not answer, or another program had it to itself", NextStep.TELL_ADMINISTRATOR_OF_GPU),
    GPU_DRIVER_TOO_OLD("the node's GPU driver is older than the program's CUDA", NextStep.MATCH_CUDA),
    GPU_NOT_SUPPORTED("the program's CUDA code was not built for this kind of GPU", NextStep.MATCH_CUDA),
    GPU_NOT_GRANTED("the program looked for a GPU and found none", NextStep.ASK_FOR_GPU),
    GPU_CODE_FAILED("code on the GPU failed", NextStep.LAUNCH_BLOCKING),
    REQUIREMENT_NOT_FOUND("a package of requirements.txt is not to be had: {name}", NextStep.CHECK_REQUIREMENTS),
    IMAGE_MISSING("the image {name} is not to be had", NextStep.CHECK_IMAGE),
    IMAGE_NOT_BUILT("the image could not be built", NextStep.CHECK_CONTAINERFILE),
    REQUIREMENTS_CONTRADICT("the packages of requirements.txt contradict each other", NextStep.CHECK_REQUIREMENTS),
    REQUIREMENTS_WRONG("requirements.txt could not be installed", NextStep.CHECK_REQUIREMENTS),
    CRASHED("the program crashed in native code", NextStep.LOOK_AT_LIBRARIES),
    OWN_ERROR("the program ended with an error of its own: {name}", NextStep.READ_LOG);

    private final String english;
    private final NextStep next;

    Finding(String english, NextStep next) {
        this.english = english;
        this.next = next;
    }

    @Override
    public String english() {
        return english;
    }

    public NextStep next() {
        return next;
    }
}
