package org.dure.server.people.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Reason;
import org.dure.server.base.ErrorReason;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.OpenToAll;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.ParameterizableViewController;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/// Checks before every endpoint that the caller holds what it `@Needs`; one that names nothing is closed.
@Component
class NeedsInterceptor implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || method.hasMethodAnnotation(OpenToAll.class)) {
            return handler instanceof HandlerMethod || isPage(handler);
        }
        if (method.getBeanType().getPackageName().startsWith("org.springframework.boot")) {
            return true;
        }
        Optional<Caller> caller = CallerFilter.caller(request);
        if (caller.isEmpty()) {
            throw new UserError.NotSignedIn(ErrorReason.SIGN_IN_FIRST);
        }
        Needs needs = method.getMethodAnnotation(Needs.class);
        if (needs == null || !caller.get().mayAnywhere(needs.value())) {
            throw needs == null
                    ? new UserError.Denied("This needs a permission that nobody holds.")
                    : new UserError.Denied(
                            Reason.of(ErrorReason.PERMISSION_LACKING, Map.of("permission", needs.value())));
        }
        return true;
    }

    /// The pages' files, and `/` which leads to one of them, are the only handlers that are no methods.
    private static boolean isPage(Object handler) {
        return handler instanceof ResourceHttpRequestHandler || handler instanceof ParameterizableViewController;
    }
}
