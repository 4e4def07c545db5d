package org.dure.server.base;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.catalina.connector.ClientAbortException;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns every failure into `application/problem+json` (RFC 9457): what was wrong, in which field, and what would be
/// right; never a stack trace.
@RestControllerAdvice
public class ProblemHandler {

    /// Told with a 503.
    public static final String DATABASE_AWAY = "The database does not answer; try again in a moment.";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> userError(UserError error) {
        return switch (error) {
            case UserError.Invalid invalid -> invalid(invalid.fields(), String.valueOf(invalid.getMessage()));
            case UserError.NotFound e -> answer(HttpStatus.NOT_FOUND, e);
            case UserError.NotSignedIn e -> answer(HttpStatus.UNAUTHORIZED, e);
            case UserError.Denied e -> answer(HttpStatus.FORBIDDEN, e);
            case UserError.Conflict e -> answer(HttpStatus.CONFLICT, e);
            case UserError.Gone e -> answer(HttpStatus.GONE, e);
            case UserError.TooLarge e -> answer(HttpStatus.CONTENT_TOO_LARGE, e);
            case UserError.TooMany e ->
                ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(HttpHeaders.RETRY_AFTER, String.valueOf(e.retryAfterSeconds()))
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(told(HttpStatus.TOO_MANY_REQUESTS, e));
            case UserError.DiskFull e -> answer(HttpStatus.INSUFFICIENT_STORAGE, e);
        };
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException error) {
        if (error.getMostSpecificCause() instanceof UserError inner) {
            return userError(inner);
        }
        if (error.getCause() instanceof UnrecognizedPropertyException unknown) {
            return invalid(
                    List.of(new UserError.Field(
                            path(unknown), "is not known here; known are " + unknown.getKnownPropertyIds())),
                    "The body has a field that is not known here.");
        }
        if (error.getCause() instanceof JacksonException json) {
            String message = String.valueOf(json.getOriginalMessage())
                    .lines()
                    .findFirst()
                    .orElse("");
            return invalid(
                    List.of(new UserError.Field(path(json), message)), "The body is not the JSON that belongs here.");
        }
        return problem(HttpStatus.BAD_REQUEST, "The request has no readable body.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> mismatch(MethodArgumentTypeMismatchException error) {
        Class<?> type = error.getRequiredType();
        String expected = type == null ? "value" : type.getSimpleName();
        return invalid(
                List.of(new UserError.Field(error.getName(), "is not a " + expected)),
                "The parameter " + error.getName() + " is not a " + expected + ".");
    }

    /// The database is being started again; the caller may come back. It may have died at a commit or a rollback, too.
    /// Or it has cut what took longer than a request may.
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(Exception error) {
        if (DatabaseErrors.isCut(error)) {
            LOG.warn("The database took too long over a request: {}", error.getMessage());
            Reason slow = Reason.of(ErrorReason.DATABASE_SLOW);
            ProblemDetail detail = detail(HttpStatus.GATEWAY_TIMEOUT, slow.text());
            detail.setProperty("reason", slow);
            return ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(detail);
        }
        LOG.warn("The database does not answer: {}", error.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(HttpStatus.SERVICE_UNAVAILABLE, DATABASE_AWAY));
    }

    /// The caller has hung up; nobody is there to be answered.
    @ExceptionHandler({AsyncRequestNotUsableException.class, ClientAbortException.class})
    void hungUp() {}

    @ExceptionHandler
    ResponseEntity<ProblemDetail> other(Exception error, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // Half an answer is out: thrown on, it makes the container cut the connection, so that nobody takes the
            // half for the whole.
            LOG.error("An answer was cut at {} {}", request.getMethod(), request.getRequestURI(), error);
            throw error;
        }
        if (error instanceof ErrorResponse known) {
            HttpStatusCode status = known.getStatusCode();
            String text = known.getBody().getDetail();
            return problem(status, text == null ? error.getClass().getSimpleName() : text);
        }
        if (error instanceof IOException io && DiskErrors.isFull(io)) {
            return problem(HttpStatus.INSUFFICIENT_STORAGE, "The disk of the platform is full; nothing was kept.");
        }
        String incident = Ids.next().toString();
        LOG.error("Incident {} at {} {}", incident, request.getMethod(), request.getRequestURI(), error);
        ProblemDetail detail = detail(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Dure failed at this. The log tells more under this incident number.");
        detail.setProperty("incident", incident);
        return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail);
    }

    private static String path(JacksonException error) {
        String path = error.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .reduce((left, right) -> right.startsWith("[") ? left + right : left + "." + right)
                .orElse("");
        return path.isEmpty() ? "body" : path;
    }

    private static ResponseEntity<ProblemDetail> invalid(List<UserError.Field> fields, String text) {
        ProblemDetail detail = detail(HttpStatus.BAD_REQUEST, text);
        detail.setProperty("errors", fields.stream().map(ProblemHandler::told).toList());
        return ResponseEntity.badRequest()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail);
    }

    private static Map<String, Object> told(UserError.Field field) {
        Map<String, Object> told = new LinkedHashMap<>(Map.of("field", field.field(), "message", field.message()));
        if (field.reason() != null) {
            told.put("reason", field.reason());
        }
        return told;
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, UserError error) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(told(status, error));
    }

    private static ProblemDetail told(HttpStatus status, UserError error) {
        ProblemDetail detail = detail(status, String.valueOf(error.getMessage()));
        if (error.reason() != null) {
            detail.setProperty("reason", error.reason());
        }
        return detail;
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatusCode status, String text) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(status, text));
    }

    private static ProblemDetail detail(HttpStatusCode status, String text) {
        return ProblemDetail.forStatusAndDetail(status, text);
    }
}
