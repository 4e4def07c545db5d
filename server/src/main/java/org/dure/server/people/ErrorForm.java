package org.dure.server.people;

import jakarta.servlet.http.HttpServletRequest;

/// How errors look on a wire that has a form of its own. The gate asks for it where it refuses a request before any
/// resource has seen it; everywhere else errors are problem+json.
public interface ErrorForm {

    boolean isFor(HttpServletRequest request);

    /// @param status of HTTP: 401, 403, 429 or 503
    /// @return the body as application/json
    String body(int status, String message);
}
