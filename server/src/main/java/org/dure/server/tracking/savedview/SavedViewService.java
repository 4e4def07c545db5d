package org.dure.server.tracking.savedview;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Views that people keep. One's own may be kept by whoever may read; to share one with the project takes the right to
/// write in it.
@Service
class SavedViewService {

    private static final int VIEWS_MOST = 200;
    private static final int LISTED_MOST = 2_000;
    private static final int NAME_LENGTH_MOST = 100;
    private static final int QUERY_LENGTH_MOST = 16_000;

    /// What a request says of a view.
    record Wanted(
            SavedView.@Nullable Kind page,
            @Nullable String name,
            @Nullable String query,
            @Nullable Boolean shared) {}

    private final SavedViewRepository views;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    SavedViewService(SavedViewRepository views, ProjectService projects, Audit audit, Clock clock) {
        this.views = views;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    List<SavedView> list(Caller caller, String project) {
        UUID projectId = projects.require(caller, Permission.TRACKING_READ, project);
        return views.list(projectId, caller.id(), LISTED_MOST);
    }

    @Transactional
    SavedView create(Caller caller, String project, Wanted wanted) {
        UUID projectId = projects.require(caller, Permission.TRACKING_READ, project);
        requirePerson(caller);
        if (wanted.page() == null) {
            throw new UserError.Invalid("page", "must be RUNS or COMPARE");
        }
        SavedView view = new SavedView(
                Ids.next(),
                projectId,
                wanted.page(),
                name(wanted),
                query(wanted),
                shared(caller, projectId, wanted),
                true,
                caller.name(),
                clock.instant());
        if (views.count(projectId, caller.id()) >= VIEWS_MOST) {
            throw new UserError.Invalid("name", "you keep " + VIEWS_MOST + " views here already; delete one first");
        }
        try {
            views.insert(view, caller.id());
        } catch (DuplicateKeyException taken) {
            throw taken(view.name());
        }
        record(caller, view, "tracking.view_saved");
        return view;
    }

    @Transactional
    SavedView update(Caller caller, UUID id, Wanted wanted) {
        SavedView view = own(caller, id);
        boolean shared = wanted.shared() == null ? view.shared() : shared(caller, view.projectId(), wanted);
        try {
            views.update(
                    id,
                    wanted.name() == null ? view.name() : name(wanted),
                    wanted.query() == null ? view.query() : query(wanted),
                    shared);
        } catch (DuplicateKeyException taken) {
            throw taken(String.valueOf(wanted.name()));
        }
        record(caller, view, "tracking.view_changed");
        return views.find(id, caller.id()).orElseThrow();
    }

    @Transactional
    void delete(Caller caller, UUID id) {
        SavedView view = own(caller, id);
        views.delete(id);
        record(caller, view, "tracking.view_deleted");
    }

    /// What another keeps and does not share is not there for the caller.
    private SavedView own(Caller caller, UUID id) {
        SavedView view = views.find(id, caller.id()).orElseThrow(() -> new UserError.NotFound("view", id));
        caller.require(Permission.TRACKING_READ, view.projectId(), "view", id);
        if (!view.mine() && !view.shared()) {
            throw new UserError.NotFound("view", id);
        }
        if (!view.mine()) {
            throw new UserError.Denied("This view is kept by " + view.owner() + "; save it under a name of your own.");
        }
        return view;
    }

    private static void requirePerson(Caller caller) {
        if (caller.kind() != Caller.Kind.ACCOUNT) {
            throw new UserError.Denied("Views are kept for people, not for programs.");
        }
    }

    private static String name(Wanted wanted) {
        String name = wanted.name() == null ? "" : wanted.name().strip();
        if (name.isEmpty() || name.length() > NAME_LENGTH_MOST || name.chars().anyMatch(Character::isISOControl)) {
            throw new UserError.Invalid(
                    "name", "must have 1 to " + NAME_LENGTH_MOST + " characters and no control characters");
        }
        return name;
    }

    private static String query(Wanted wanted) {
        String query = wanted.query() == null ? "" : wanted.query();
        if (query.length() > QUERY_LENGTH_MOST || query.chars().anyMatch(Character::isISOControl)) {
            throw new UserError.Invalid(
                    "query", "must have at most " + QUERY_LENGTH_MOST + " characters and no control characters");
        }
        return query;
    }

    private static boolean shared(Caller caller, UUID projectId, Wanted wanted) {
        boolean shared = Boolean.TRUE.equals(wanted.shared());
        if (shared) {
            caller.require(Permission.TRACKING_WRITE, projectId, "project", projectId);
        }
        return shared;
    }

    private static UserError taken(String name) {
        return new UserError.Conflict("You keep a view named " + name + " already.");
    }

    private void record(Caller caller, SavedView view, String action) {
        audit.record(caller, view.projectId(), action, "view " + view.name(), Map.of("id", view.id()));
    }
}
