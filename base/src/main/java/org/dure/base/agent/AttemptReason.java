package org.dure.base.agent;

import org.dure.base.Reason;

/// Why an attempt is where it is, as its agent sees it.
public enum AttemptReason implements Reason.Code {
    AGENT_STARTED("agent started"),
    PROGRAM_RUNS("the program runs"),
    PROGRAM_ENDED("the program has ended"),
    EXIT_CODE("exit code {code}"),
    EXIT_CODE_AT_PROCESS_LIMIT("exit code {code}; it ran into its limit of {limit} processes and threads at a time"),
    SIGNAL("ended by signal {signal}"),
    SIGNAL_AT_PROCESS_LIMIT(
            "ended by signal {signal}; it ran into its limit of {limit} processes and threads at a time"),
    MEMORY_EXCEEDED("used more than {limit} of memory"),
    TIME_EXCEEDED("ran longer than its limit of {seconds} seconds"),
    DISK_EXCEEDED("wrote more than {limit} to {places}"),
    TOO_MANY_FILES("made more than {limit} files and folders in {places}"),
    FOLDER_TOO_DEEP("made a folder that is deeper than {limit} folders: {path}"),
    FOLDER_CLOSED("made a folder that is closed to the platform: {path}"),
    STOPPED("stopped"),
    PREEMPTED_SAVED("made room after it had saved checkpoint {number}"),
    PREEMPTED_UNSAVED("made room without saving: it stored no checkpoint within {seconds} seconds"),
    PREEMPTED_AT_START("made room before its program ran"),
    SANDBOX_LATE("the sandbox did not start within {seconds} seconds"),
    SANDBOX_NOT_STARTED("the sandbox could not be started"),
    NO_SUCH_PROGRAM("no such program: {program}"),
    NOT_EXECUTABLE("not executable: {program}"),
    REQUIREMENTS_NOT_INSTALLED("requirements.txt could not be installed"),
    REQUIREMENTS_TIME_EXCEEDED("installing requirements.txt took longer than {minutes} minutes"),
    REQUIREMENTS_MEMORY_EXCEEDED("installing requirements.txt used more than {limit} of memory"),
    IMAGE_NOT_PROVIDED("the image {image} is not to be had"),
    IMAGE_STEP_FAILED("line {line} of {file} failed: {step}"),
    CONTAINERFILE_MISSING("the program has no {file}"),
    CONTAINERFILE_LINE_WRONG("line {line} of {file} must be written as {form}"),
    CONTAINERFILE_LINE_UNKNOWN("line {line} of {file} begins with no instruction: {instruction}"),
    CONTAINERFILE_LINE_REFUSED("line {line} of {file}: the platform builds no images with {what}"),
    CONTAINERFILE_SOURCE_MISSING("line {line} of {file}: the program's folder has no {source}"),
    NO_IMAGES_HERE("this node runs no images: it has neither podman nor Docker nor Apptainer"),
    CHECKPOINT_NOT_RESTORED("checkpoint {number} cannot be restored"),
    IN_RANK("in rank {rank} of {nodes}"),
    AGENT_FAILED("the agent could not run the session");

    private final String english;

    AttemptReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
