package org.dure.server.data.version;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Versions, their manifests and the differences between them.
@RestController
@RequestMapping("/api/v1/datasets/{id}/versions")
class VersionResource {

    /// @param addedIn the number of the version that brought the file, whose provenance is the file's
    record ListedFile(String part, String path, long sizeBytes, String sha256, int addedIn) {
        ListedFile(StoredFile file) {
            this(
                    file.entry().part(),
                    file.entry().path(),
                    file.entry().sizeBytes(),
                    file.entry().sha256(),
                    file.addedIn());
        }
    }

    private final VersionService versions;

    VersionResource(VersionService versions) {
        this.versions = versions;
    }

    @Needs(Permission.DATA_READ)
    @GetMapping
    Page<Version> list(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer after,
            @RequestParam(defaultValue = "100") int limit) {
        return versions.list(caller, id, after, limit);
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/{number}")
    Version get(Caller caller, @PathVariable UUID id, @PathVariable int number) {
        return versions.get(caller, id, number);
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/{number}/files")
    Page<ListedFile> files(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "200") int limit) {
        Page<StoredFile> page = versions.files(caller, id, number, part, prefix, after, limit);
        return new Page<>(page.items().stream().map(ListedFile::new).toList(), page.next());
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/{number}/diff")
    Page<Difference> diff(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam int from,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "200") int limit) {
        return versions.differences(caller, id, from, number, after, limit);
    }
}
