package org.dure.server.tracking.table;

import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.Images;
import org.dure.server.tracking.filter.FilterError;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Which of many runs have pictures, to be looked at side by side.
@RestController
@RequestMapping("/api/v1/runs")
class ImageResource {

    /// @param limit of how many runs the pictures are wanted
    record Wanted(@Nullable RunQuery query, @Nullable Integer limit) {}

    private final ImageService images;

    ImageResource(ImageService images) {
        this.images = images;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/images")
    Images.Found images(Caller caller, @RequestBody Wanted body) {
        return images.images(caller, RunQuery.orAll(body.query()), body.limit());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(FilterError error) {
        return FilterProblem.answer(error);
    }
}
