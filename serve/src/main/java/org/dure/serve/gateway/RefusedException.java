package org.dure.serve.gateway;

/// A request that is answered with an error.
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final long retryAfterS;

    private RefusedException(int status, String message, long retryAfterS) {
        super(message);
        this.status = status;
        this.retryAfterS = retryAfterS;
    }

    static RefusedException badRequest(String message) {
        return new RefusedException(400, message, 0);
    }

    static RefusedException of(int status, String message) {
        return new RefusedException(status, message, 0);
    }

    static RefusedException later(int status, String message, long retryAfterS) {
        return new RefusedException(status, message, retryAfterS);
    }

    int status() {
        return status;
    }

    /// Seconds for the `Retry-After` header; 0 for none.
    long retryAfterS() {
        return retryAfterS;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
