package org.dure.server.tracking.table;

import java.util.List;
import java.util.Map;
import org.dure.server.tracking.filter.FilterError;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/// The answer to a filter that cannot be read; `position` is the character, from 0, at which reading stopped.
final class FilterProblem {

    private FilterProblem() {}

    static ResponseEntity<ProblemDetail> answer(FilterError error) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, error.reason());
        problem.setProperty("errors", List.of(Map.of("field", "filter", "message", error.reason())));
        problem.setProperty("position", error.place());
        return ResponseEntity.badRequest()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
