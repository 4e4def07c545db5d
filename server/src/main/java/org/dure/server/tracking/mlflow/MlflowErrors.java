package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.dure.base.Ids;
import org.dure.server.base.DatabaseErrors;
import org.dure.server.base.DiskErrors;
import org.dure.server.base.ErrorReason;
import org.dure.server.base.UserError;
import org.dure.server.tracking.filter.FilterError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/// Failures on MLflow's wire, in MLflow's form: `{"error_code", "message"}`. Users' mistakes are never 5xx, which
/// clients would repeat for minutes.
@RestControllerAdvice(annotations = {MlflowWire.class, MlflowForm.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
public class MlflowErrors {

    private static final Logger LOG = LoggerFactory.getLogger(MlflowErrors.class);

    record Body(String errorCode, String message) {}

    @ExceptionHandler
    ResponseEntity<Body> mlflow(MlflowError error) {
        return answer(error.status(), error.code(), String.valueOf(error.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Body> filter(FilterError error) {
        return answer(HttpStatus.BAD_REQUEST, "INVALID_PARAMETER_VALUE", String.valueOf(error.getMessage()));
    }

    /// The sentence with which a user's mistake is answered; empty where it is the platform's.
    public static Optional<String> said(RuntimeException error) {
        return switch (error) {
            case MlflowError mistake -> Optional.ofNullable(mistake.getMessage());
            case FilterError mistake -> Optional.ofNullable(mistake.getMessage());
            case UserError mistake ->
                Optional.ofNullable(answer(mistake).getBody()).map(Body::message);
            default -> Optional.empty();
        };
    }

    @ExceptionHandler
    ResponseEntity<Body> userError(UserError error) {
        return answer(error);
    }

    private static ResponseEntity<Body> answer(UserError error) {
        String message = String.valueOf(error.getMessage());
        return switch (error) {
            case UserError.Invalid e ->
                answer(
                        HttpStatus.BAD_REQUEST,
                        "INVALID_PARAMETER_VALUE",
                        sentence(e.fields().getFirst()));
            case UserError.NotFound e -> answer(HttpStatus.NOT_FOUND, "RESOURCE_DOES_NOT_EXIST", absent(e));
            case UserError.NotSignedIn e -> answer(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", message);
            case UserError.Denied e -> answer(HttpStatus.FORBIDDEN, "PERMISSION_DENIED", message);
            case UserError.Conflict e -> answer(HttpStatus.BAD_REQUEST, "RESOURCE_ALREADY_EXISTS", message);
            case UserError.Gone e -> answer(HttpStatus.GONE, "RESOURCE_DOES_NOT_EXIST", message);
            case UserError.TooLarge e -> answer(HttpStatus.CONTENT_TOO_LARGE, "INVALID_PARAMETER_VALUE", message);
            case UserError.TooMany e -> answer(HttpStatus.TOO_MANY_REQUESTS, "REQUEST_LIMIT_EXCEEDED", message);
            case UserError.DiskFull e -> answer(HttpStatus.INSUFFICIENT_STORAGE, "RESOURCE_EXHAUSTED", message);
        };
    }

    /// A query that cannot be read, or names too much.
    @ExceptionHandler
    ResponseEntity<Body> query(InvalidParameterException error) {
        return answer(
                HttpStatus.BAD_REQUEST, "INVALID_PARAMETER_VALUE", "The query cannot be read: " + error.getMessage());
    }

    /// The database is being started again; clients come back by themselves.
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<Body> databaseAway(Exception error) {
        if (DatabaseErrors.isCut(error)) {
            LOG.warn("The database took too long over a request: {}", error.getMessage());
            return answer(HttpStatus.GATEWAY_TIMEOUT, "DEADLINE_EXCEEDED", ErrorReason.DATABASE_SLOW.english());
        }
        LOG.warn("The database does not answer: {}", error.getMessage());
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                "TEMPORARILY_UNAVAILABLE",
                "The database does not answer; try again in a moment.");
    }

    /// The caller has hung up; nobody is there to be answered.
    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void hungUp() {}

    @ExceptionHandler
    ResponseEntity<Body> other(Exception error, HttpServletRequest request) {
        if (error instanceof ErrorResponse known) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            return answer(status, status == HttpStatus.NOT_FOUND ? "ENDPOINT_NOT_FOUND" : "BAD_REQUEST", text(known));
        }
        if (error instanceof IOException io && DiskErrors.isFull(io)) {
            return answer(HttpStatus.INSUFFICIENT_STORAGE, "RESOURCE_EXHAUSTED", "The disk of the platform is full.");
        }
        String incident = Ids.next().toString();
        LOG.error("Incident {} at {} {}", incident, request.getMethod(), request.getRequestURI(), error);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INTERNAL_ERROR",
                "Dure failed at this. Its log tells more under the incident " + incident + ".");
    }

    /// What is a sentence of its own needs no field before it.
    private static String sentence(UserError.Field field) {
        String message = field.message();
        return Character.isUpperCase(message.codePointAt(0)) ? message : field.field() + ": " + message;
    }

    private static String absent(UserError.NotFound error) {
        return switch (error.noun()) {
            case "run" -> String.valueOf(Lookup.absentRun(error.id()).getMessage());
            case "experiment" -> "No Experiment with id=" + error.id() + " exists";
            case "logged model" -> "Logged model with ID '" + error.id() + "' not found.";
            case "logged model tag" -> "No tag with key '" + error.id() + "' found for the model.";
            case "trace" -> "Trace with ID '" + error.id() + "' not found.";
            case "trace tag" -> "No tag with key '" + error.id() + "' found for the trace.";
            case "assessment" -> "Assessment with ID '" + error.id() + "' not found.";
            case "evaluation dataset" -> "Evaluation dataset with id '" + error.id() + "' not found";
            case "scorer" -> "Scorer with name '" + error.id() + "' not found.";
            case "issue" -> "Issue with ID '" + error.id() + "' not found";
            case "upload" -> "There is no open upload '" + error.id() + "' of this file.";
            case "artifact" -> "No such artifact: '" + error.id() + "'";
            default -> String.valueOf(error.getMessage());
        };
    }

    private static String text(ErrorResponse known) {
        String detail = known.getBody().getDetail();
        return detail == null ? "The request cannot be used." : detail;
    }

    private static ResponseEntity<Body> answer(HttpStatus status, String code, String message) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Body(code, message));
    }
}
