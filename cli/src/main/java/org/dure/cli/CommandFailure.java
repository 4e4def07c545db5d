package org.dure.cli;

/// Ends a command with one clear line on the error stream and an exit code of [ExitCode].
public final class CommandFailure extends RuntimeException {

    private final int exitCode;

    public CommandFailure(int exitCode, String line) {
        super(line, null, false, false);
        this.exitCode = exitCode;
    }

    /// The common case: [ExitCode#FAILED].
    public CommandFailure(String line) {
        this(ExitCode.FAILED, line);
    }

    public int exitCode() {
        return exitCode;
    }

    /// The line that the person reads.
    public String line() {
        return String.valueOf(getMessage());
    }
}
