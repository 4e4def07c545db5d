package org.dure.server.compute.share;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Shares and quotas of projects.
@RestController
@RequestMapping("/api/v1")
class ShareResource {

    record ShareView(
            UUID projectId,
            String projectName,
            double weight,
            double part,
            @Nullable Integer gpusMax,
            @Nullable Integer cpusMax,
            @Nullable Double gpuHoursPerMonth,
            int gpusHeld,
            int cpusHeld,
            double gpuHoursUsed) {

        static ShareView of(ShareService.Standing standing) {
            Share share = standing.share();
            return new ShareView(
                    share.projectId(),
                    standing.projectName(),
                    share.weight(),
                    standing.part(),
                    share.gpusMax(),
                    share.cpusMax(),
                    share.gpuHoursPerMonth(),
                    standing.gpusHeld(),
                    standing.cpusHeld(),
                    standing.gpuHoursUsed());
        }
    }

    record ShareList(List<ShareView> items) {}

    record NewShare(
            @Nullable Double weight,
            @Nullable Integer gpusMax,
            @Nullable Integer cpusMax,
            @Nullable Double gpuHoursPerMonth) {}

    private final ShareService shares;

    ShareResource(ShareService shares) {
        this.shares = shares;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/shares")
    ShareList list(Caller caller) {
        return new ShareList(shares.list(caller).stream().map(ShareView::of).toList());
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/projects/{project}/share")
    ShareView get(Caller caller, @PathVariable String project) {
        return ShareView.of(shares.get(caller, project));
    }

    @Needs(Permission.ADMINISTER)
    @PutMapping("/projects/{project}/share")
    ShareView put(Caller caller, @PathVariable String project, @RequestBody NewShare body) {
        shares.set(caller, project, body.weight(), body.gpusMax(), body.cpusMax(), body.gpuHoursPerMonth());
        return ShareView.of(shares.get(caller, project));
    }
}
