package org.dure.server.tracking.tensorboard;

import java.util.List;
import org.dure.base.Reason;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What was read from TensorBoard's event files among a run's artifacts.
@RestController
@RequestMapping("/api/v1")
class TensorBoardResource {

    record FileBody(String path, long sizeBytes, String state, long points, List<Reason> problems) {}

    record TensorBoard(List<FileBody> files, List<EventMetric> metrics) {}

    private final EventFileService files;

    TensorBoardResource(EventFileService files) {
        this.files = files;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/runs/{run}/tensorboard")
    TensorBoard get(Caller caller, @PathVariable String run) {
        EventFileService.Found found = files.found(caller, run);
        return new TensorBoard(
                found.files().stream()
                        .map(file -> new FileBody(
                                file.path(), file.sizeBytes(), file.state().name(), file.points(), file.problems()))
                        .toList(),
                found.metrics());
    }
}
