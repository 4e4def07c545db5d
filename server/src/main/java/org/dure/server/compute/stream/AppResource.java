package org.dure.server.compute.stream;

import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Opens the web applications that listen inside interactive sessions.
@RestController
@RequestMapping("/api/v1/sessions/{id}/apps")
class AppResource {

    record Wanted(@Nullable Integer port) {}

    /// @param url good for a minute and for one browser
    record Opened(String url) {}

    private final StreamService streams;
    private final AppAddress addresses;
    private final AppPasses passes;

    AppResource(StreamService streams, AppAddress addresses, AppPasses passes) {
        this.streams = streams;
        this.addresses = addresses;
        this.passes = passes;
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping
    Opened open(Caller caller, @PathVariable UUID id, @RequestBody Wanted body) {
        Session session = streams.require(caller, id);
        if (caller.kind() != Caller.Kind.ACCOUNT) {
            throw new UserError.Denied("Only people open applications.");
        }
        Integer port = body.port();
        if (port == null) {
            throw new UserError.Invalid("port", "is missing: where the application listens inside, such as 8888");
        }
        StreamService.checkPort(port);
        AppAddress.App app = new AppAddress.App(id, port);
        String origin = addresses.origin(app);
        streams.recordEntry(caller, session, "port " + port);
        return new Opened(
                origin + "/?" + AppFilter.TICKET + "=" + passes.issue(AppPasses.Kind.TICKET, app, caller.id()));
    }
}
