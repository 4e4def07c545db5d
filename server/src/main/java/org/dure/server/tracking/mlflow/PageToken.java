package org.dure.server.tracking.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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

    /// @param last what the page's last row was ordered by: whole numbers, reals, texts and nulls; empty for no token
    public static @Nullable String ofKeyset(List<? extends @Nullable Object> last) {
        if (last.isEmpty()) {
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        for (Object value : last) {
            texts.add(
                    switch (value) {
                        case null -> null;
                        case Double real -> "d" + real;
                        case Integer whole -> "i" + whole;
                        case Long whole -> "l" + whole;
                        default -> "s" + value;
                    });
        }
        return encode(Json.MAPPER.writeValueAsString(texts));
    }

    /// @param token null or empty for the first page
    /// @return empty for the first page
    /// @throws MlflowError where it is none that was given out here
    public static List<@Nullable Object> keyset(@Nullable String token) {
        List<@Nullable Object> values = new ArrayList<>();
        if (token == null || token.isEmpty()) {
            return values;
        }
        try {
            for (JsonNode text : Json.MAPPER.readTree(decode(token))) {
                values.add(text.isNull() ? null : value(text.stringValue()));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | JacksonException e) {
            throw unknown(token);
        }
        if (values.isEmpty()) {
            throw unknown(token);
        }
        return values;
    }

    private static Object value(String text) {
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'd' -> Double.valueOf(value);
            case 'i' -> Integer.valueOf(value);
            case 'l' -> Long.valueOf(value);
            case 's' -> value;
            default -> throw new IllegalArgumentException("No value begins so");
        };
    }

    /// MLflow's sentence about a token that was not given out here.
    public static MlflowError unknown(String token) {
        return MlflowError.invalid(FIELD, token, "Invalid page token; send the next_page_token of the page before");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    }
}
