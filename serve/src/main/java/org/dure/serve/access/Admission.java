package org.dure.serve.access;

/// Whether a call may go on.
public sealed interface Admission {

    /// It may.
    record Admitted() implements Admission {}

    /// It may not.
    ///
    /// @param retryAfterS seconds after which it may again, at least 1
    /// @param reason      which limit it met
    record Refused(long retryAfterS, String reason) implements Admission {}
}
