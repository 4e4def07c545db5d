package org.dure.server.base;

import java.util.List;
import java.util.Map;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// What a caller did wrong, said so that the caller can mend it. Services throw one of these; `ProblemHandler` turns
/// it into `application/problem+json` (RFC 9457), the MLflow wire into its own form.
public abstract sealed class UserError extends RuntimeException {

    private final transient @Nullable Reason reason;

    private UserError(String message) {
        super(message, null, false, false);
        this.reason = null;
    }

    private UserError(Reason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    /// The message as a code, which pages say in their language; null for what is said in English alone.
    public @Nullable Reason reason() {
        return reason;
    }

    /// One field that was wrong.
    ///
    /// @param field  its JSON path or parameter name
    /// @param reason the message as a code; null for what is said in English alone
    public record Field(
            String field, String message, @Nullable Reason reason) {
        public Field(String field, String message) {
            this(field, message, null);
        }
    }

    /// 400: what was sent cannot be used.
    public static final class Invalid extends UserError {
        private final List<Field> fields;

        public Invalid(String field, String message) {
            this(List.of(new Field(field, message)));
        }

        /// @param field that must be there and is not
        public static Invalid missing(String field) {
            Reason missing = Reason.of(ErrorReason.FIELD_MISSING);
            return new Invalid(List.of(new Field(field, missing.text(), missing)));
        }

        public Invalid(List<Field> fields) {
            super(fields.getFirst().field() + ": " + fields.getFirst().message());
            this.fields = List.copyOf(fields);
        }

        public List<Field> fields() {
            return fields;
        }
    }

    /// 404: there is none, or none that this caller may know of.
    public static final class NotFound extends UserError {
        private final String noun;
        private final String id;

        /// @param noun such as "dataset"
        public NotFound(String noun, Object id) {
            super(Reason.of(ErrorReason.ABSENT, Map.of("noun", noun, "id", id)));
            this.noun = noun;
            this.id = id.toString();
        }

        public String noun() {
            return noun;
        }

        public String id() {
            return id;
        }
    }

    /// 401: nobody, or somebody whose word has expired.
    public static final class NotSignedIn extends UserError {
        public NotSignedIn(String message) {
            super(message);
        }

        public NotSignedIn(ErrorReason reason) {
            super(Reason.of(reason));
        }
    }

    /// 403: known, but without the right.
    public static final class Denied extends UserError {
        public Denied(String message) {
            super(message);
        }

        public Denied(Reason reason) {
            super(reason);
        }
    }

    /// 409: it contradicts what is there.
    public static final class Conflict extends UserError {
        public Conflict(String message) {
            super(message);
        }

        public Conflict(Reason reason) {
            super(reason);
        }

        /// @param noun such as "dataset"
        public static Conflict nameTaken(String noun, String name) {
            return new Conflict(Reason.of(ErrorReason.NAME_TAKEN, Map.of("noun", noun, "name", name)));
        }
    }

    /// 410: it was there and is over.
    public static final class Gone extends UserError {
        public Gone(String message) {
            super(message);
        }
    }

    /// 413: larger than the limit that the message names.
    public static final class TooLarge extends UserError {
        public TooLarge(String message) {
            super(message);
        }
    }

    /// 429: too often; come back after `retryAfterSeconds`.
    public static final class TooMany extends UserError {
        private final long retryAfterSeconds;

        public TooMany(String message, long retryAfterSeconds) {
            super(message);
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public TooMany(Reason reason, long retryAfterSeconds) {
            super(reason);
            this.retryAfterSeconds = retryAfterSeconds;
        }

        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /// 507: the disk is full; nothing was kept of what was sent.
    public static final class DiskFull extends UserError {
        public DiskFull(String message) {
            super(message);
        }
    }
}
