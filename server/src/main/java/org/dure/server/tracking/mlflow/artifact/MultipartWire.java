package org.dure.server.tracking.mlflow.artifact;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dure.base.Sha256;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.OpenToAll;
import org.dure.server.people.Permission;
import org.dure.server.tracking.artifact.LooseFiles;
import org.dure.server.tracking.artifact.MultipartService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// `mlflow-artifacts/mpu`: large files in parts. Clients send the parts without their token, to addresses and with
/// headers that they are given here.
@MlflowForm
@RequestMapping("/api/2.0/mlflow-artifacts/mpu")
class MultipartWire {

    private static final String SECRET_HEADER = "X-Dure-Upload";

    record Begun(String uploadId, List<Credential> credentials) {}

    record Credential(String url, int partNumber, Map<String, String> headers) {}

    private final MultipartService uploads;
    private final LooseFiles loose;

    MultipartWire(MultipartService uploads, LooseFiles loose) {
        this.uploads = uploads;
        this.loose = loose;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/create/{*folder}")
    Begun create(Caller caller, @PathVariable String folder, Fields fields) throws IOException {
        if (caller.kind() == Caller.Kind.SESSION) {
            // A session reaches the platform through its agent, whose address is not known here. Clients that read this
            // sentence send the file whole.
            throw MlflowError.notImplemented("Multipart upload is not supported for the current artifact repository");
        }
        ArtifactPlace place = ArtifactPlace.of(loose, caller, folder, fileName(fields));
        MultipartService.Begun begun = uploads.begin(
                caller, place.ownerId(), place.path(), (int) Math.clamp(fields.whole("num_parts", 1), -1, 1_000_000));
        String parts = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/api/2.0/mlflow-artifacts/mpu/parts/" + begun.id() + "/")
                .toUriString();
        return new Begun(
                begun.id(),
                IntStream.rangeClosed(1, begun.parts())
                        .mapToObj(
                                number -> new Credential(parts + number, number, Map.of(SECRET_HEADER, begun.secret())))
                        .toList());
    }

    @OpenToAll(why = "takes a part of an upload from whoever knows the upload's secret, and tells its hash")
    @PutMapping("/parts/{upload}/{number}")
    ResponseEntity<Void> put(
            @PathVariable String upload,
            @PathVariable int number,
            @RequestHeader(name = SECRET_HEADER, defaultValue = "") String secret,
            HttpServletRequest request)
            throws IOException {
        Sha256 sha256 = uploads.put(upload, secret, number, request.getInputStream());
        return ResponseEntity.ok().eTag(sha256.hex()).build();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/complete/{*folder}")
    Answers.Empty complete(Caller caller, @PathVariable String folder, Fields fields) throws IOException {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, folder, fileName(fields));
        List<Fields> parts = new ArrayList<>(fields.list("parts"));
        parts.sort(Comparator.comparingLong(part -> part.whole("part_number", 0)));
        List<Sha256> sent = new ArrayList<>();
        for (Fields part : parts) {
            String tag = part.text("etag", "").replace("\"", "");
            if (part.whole("part_number", 0) != sent.size() + 1 || !tag.matches("[0-9a-f]{64}")) {
                throw MlflowError.invalid(
                        "Invalid parts: they are numbered from 1 on, each with the ETag it was given");
            }
            sent.add(new Sha256(tag));
        }
        uploads.complete(caller, place.ownerId(), place.path(), fields.required("upload_id"), sent);
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/abort/{*folder}")
    Answers.Empty abort(Caller caller, @PathVariable String folder, Fields fields) throws IOException {
        ArtifactPlace place = ArtifactPlace.of(loose, caller, folder, fileName(fields));
        uploads.abort(caller, place.ownerId(), place.path(), fields.required("upload_id"));
        return new Answers.Empty();
    }

    /// Clients name the file as it lies on their own disk, of any system.
    private static String fileName(Fields fields) {
        String path = fields.required("path");
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
