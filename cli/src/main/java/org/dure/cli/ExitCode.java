package org.dure.cli;

/// What the command leaves behind for scripts.
public final class ExitCode {

    public static final int DONE = 0;
    /// It was understood and tried, and did not succeed.
    public static final int FAILED = 1;
    /// Wrong arguments.
    public static final int USAGE = 2;
    /// Not signed in, or without the right.
    public static final int DENIED = 3;
    public static final int NOT_FOUND = 4;
    /// The platform does not answer.
    public static final int UNREACHABLE = 5;

    private ExitCode() {}
}
