package org.dure.server.tracking.mlflow;

import org.springframework.http.HttpStatus;

/// An answer of MLflow's wire that is an error: a code of MLflow's and a sentence, which clients and their tests read.
public final class MlflowError extends RuntimeException {

    private static final int SHOWN_MOST = 200;

    private final String code;
    private final HttpStatus status;

    private MlflowError(HttpStatus status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public String code() {
        return code;
    }

    public HttpStatus status() {
        return status;
    }

    public static MlflowError invalid(String message) {
        return new MlflowError(HttpStatus.BAD_REQUEST, "INVALID_PARAMETER_VALUE", message);
    }

    /// @param value a text, a number or a `JsonNode`, shown as in JSON
    /// @param why   what would be right; empty for nothing more
    public static MlflowError invalid(String parameter, Object value, String why) {
        String shown = value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
        String quoted = shown.length() > SHOWN_MOST ? shown.substring(0, SHOWN_MOST) + "..." : shown;
        return invalid("Invalid value " + quoted + " for parameter '" + parameter + "' supplied"
                + (why.isEmpty() ? "." : ": " + why));
    }

    public static MlflowError missing(String parameter) {
        return invalid("Missing value for required parameter '" + parameter
                + "'. See the API docs for more information about request parameters.");
    }

    public static MlflowError absent(String message) {
        return new MlflowError(HttpStatus.NOT_FOUND, "RESOURCE_DOES_NOT_EXIST", message);
    }

    public static MlflowError exists(String message) {
        return new MlflowError(HttpStatus.BAD_REQUEST, "RESOURCE_ALREADY_EXISTS", message);
    }

    public static MlflowError badRequest(String message) {
        return new MlflowError(HttpStatus.BAD_REQUEST, "BAD_REQUEST", message);
    }

    public static MlflowError notImplemented(String message) {
        return new MlflowError(HttpStatus.NOT_IMPLEMENTED, "NOT_IMPLEMENTED", message);
    }

    /// It can be read, but not taken.
    public static MlflowError unprocessable(String message) {
        return new MlflowError(HttpStatus.UNPROCESSABLE_CONTENT, "INVALID_PARAMETER_VALUE", message);
    }

    static MlflowError noEndpoint(String path) {
        return new MlflowError(HttpStatus.NOT_FOUND, "ENDPOINT_NOT_FOUND", "There is no " + path + " here.");
    }
}
