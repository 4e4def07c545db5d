package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/// An answer in MLflow's form for what this server does not speak: clients look at the code ENDPOINT_NOT_FOUND and
/// fall back to something older.
@MlflowWire
class OtherWire {

    @Needs(Permission.TRACKING_READ)
    @RequestMapping(
            path = "/**",
            method = {
                RequestMethod.GET,
                RequestMethod.POST,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    Answers.Empty unknown(HttpServletRequest request) {
        throw MlflowError.noEndpoint(request.getMethod() + " " + request.getRequestURI());
    }
}
