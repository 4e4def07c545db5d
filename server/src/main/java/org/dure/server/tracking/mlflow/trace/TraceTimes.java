package org.dure.server.tracking.mlflow.trace;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.jspecify.annotations.Nullable;

/// Times and states as Protocol Buffers' JSON writes them: `2026-11-21T04:31:30.127Z`, `0.068s`.
final class TraceTimes {

    /// By number, from 0 on.
    static final List<String> STATES = List.of("STATE_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS");

    private static final Pattern DURATION = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?s");

    private TraceTimes() {}

    /// @throws MlflowError where it is missing or no time
    static long instantMs(Fields fields, String name) {
        String text = fields.required(name);
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw MlflowError.invalid(fields.path(name), text, "it must be a time such as 2026-11-21T04:31:30.127Z");
        }
    }

    /// @return null where it is missing
    /// @throws MlflowError where it is no duration
    static @Nullable Long durationMs(Fields fields, String name) {
        String text = fields.text(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!DURATION.matcher(text).matches()) {
            throw MlflowError.invalid(fields.path(name), text, "it must be a duration such as 0.068s");
        }
        return new BigDecimal(text.substring(0, text.length() - 1))
                .movePointRight(3)
                .longValue();
    }
}
