package org.dure.server.tracking.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Times in quotes, such as '2026-11-01' and '2026-11-01T09:30:00+09:00'; without an offset they are UTC.
final class Moments {

    private Moments() {}

    /// Whether a time is compared with a quoted text.
    static boolean isMoment(Field field, Token token) {
        return field.key().endsWith("_time")
                && (token.type() == Token.Type.STRING || token.type() == Token.Type.DOUBLE_QUOTED);
    }

    /// @throws FilterError where the text is no date and no time
    static double milliseconds(Token token) {
        try {
            return instant(token.text()).toEpochMilli();
        } catch (DateTimeException | ArithmeticException noMoment) {
            throw new FilterError(
                    "expected a date such as '2026-11-01' or a time such as '2026-11-01T09:30:00Z', found "
                            + token.shown(),
                    token.place());
        }
    }

    private static Instant instant(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return text.matches(".*(Z|[+-][0-9:]{2,6})$")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
