package org.dure.base;

/// What an exception says of itself, for people and logs.
public final class FailureWords {

    private FailureWords() {}

    /// Its message; the simple name of its class where it has none, as network clients' often have.
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
