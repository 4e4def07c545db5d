package org.dure.server.tracking.mlflow.run;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.dure.server.tracking.metric.MetricStore;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.FieldsArgument;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Gives `runs/log-batch` its body, read as leanly as it can be.
@Configuration
class LogBatchArgument implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    private final MetricStore metrics;

    LogBatchArgument(MetricStore metrics) {
        this.metrics = metrics;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == LogBatch.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        if (http == null) {
            throw new IllegalStateException("Only HTTP requests have a body");
        }
        byte[] body = FieldsArgument.bytes(http);
        LogBatch.Metrics lean = LogBatch.read(body, metrics::isKnown);
        return new LogBatch(lean, lean == null ? new Fields(FieldsArgument.tree(body), "") : null);
    }
}
