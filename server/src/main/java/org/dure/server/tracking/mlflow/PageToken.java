package org.dure.server.tracking.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where a page ended, in a form that clients carry and do not read.
public final class PageToken {

    private static final String FIELD = "page_token";

    private PageToken() {}

    public static String ofOffset(long offset) {
        return encode("o" + offset);
    }

    /// @param token null or empty for the first page
    /// @throws MlflowError where it is none that was given out here
    public static long offset(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return 0;
        }
        try {
            String text = decode(token);
            long offset = text.startsWith("o") ? Long.parseLong(text.substring(1)) : -1;
            if (offset >= 0) {
                return offset;
            }
        } catch (IllegalArgumentException e) {
            throw unknown(token);
        }
        throw unknown(token);
    }

    private static MlflowError unknown(String token) {
        return MlflowError.invalid(FIELD, token, "Invalid page token; send the next_page_token of the page before");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    }
}
