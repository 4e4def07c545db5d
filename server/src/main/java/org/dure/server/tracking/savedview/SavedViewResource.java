package org.dure.server.tracking.savedview;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Views of a project's runs that people keep.
@RestController
@RequestMapping("/api/v1")
class SavedViewResource {

    record SavedViews(List<SavedView> items) {}

    private final SavedViewService views;

    SavedViewResource(SavedViewService views) {
        this.views = views;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/projects/{project}/saved-views")
    SavedViews list(Caller caller, @PathVariable String project) {
        return new SavedViews(views.list(caller, project));
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/projects/{project}/saved-views")
    @ResponseStatus(HttpStatus.CREATED)
    SavedView create(Caller caller, @PathVariable String project, @RequestBody SavedViewService.Wanted body) {
        return views.create(caller, project, body);
    }

    @Needs(Permission.TRACKING_READ)
    @PutMapping("/saved-views/{id}")
    SavedView update(Caller caller, @PathVariable UUID id, @RequestBody SavedViewService.Wanted body) {
        return views.update(caller, id, body);
    }

    @Needs(Permission.TRACKING_READ)
    @DeleteMapping("/saved-views/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable UUID id) {
        views.delete(caller, id);
    }
}
