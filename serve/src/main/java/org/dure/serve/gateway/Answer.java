package org.dure.serve.gateway;

import java.util.Map;
import org.dure.base.Json;

/// What a caller gets.
///
/// @param retryAfterS for the `Retry-After` header; 0 for none
record Answer(int status, byte[] body, long retryAfterS) {

    static Answer json(int status, Object value) {
        return new Answer(status, Json.MAPPER.writeValueAsBytes(value), 0);
    }

    static Answer error(int status, String message) {
        return json(status, Map.of("error", message));
    }

    static Answer of(RefusedException refused) {
        Answer answer = error(refused.status(), refused.reason());
        return new Answer(answer.status(), answer.body(), refused.retryAfterS());
    }
}
