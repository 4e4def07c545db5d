package org.dure.cli.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.dure.cli.mlflow.ImportReport.Kind;
import tools.jackson.databind.JsonNode;

/// Copies the files of one owner, a run or a logged model. What is there in the same size is not sent again.
final class ArtifactCopy {

    private static final int DEPTH_MOST = 64;

    /// Where an owner's files are listed and read.
    ///
    /// @param listPath  below `/api/2.0/mlflow`
    /// @param filePath  of one file, from the server's root
    /// @param folderKey the parameter of the listing that names a folder
    /// @param fileKey   the parameter that names a file
    /// @param owner     parameters that go with both
    record Place(String listPath, String filePath, String folderKey, String fileKey, Map<String, String> owner) {

        static Place ofRun(String id) {
            return new Place("/artifacts/list", "/get-artifact", "path", "path", Map.of("run_id", id, "run_uuid", id));
        }

        static Place ofModel(String id) {
            return new Place(
                    "/logged-models/" + id + "/artifacts/directories",
                    "/ajax-api/2.0/mlflow/logged-models/" + id + "/artifacts/files",
                    "artifact_directory_path",
                    "artifact_file_path",
                    Map.of());
        }
    }

    private final MlflowServer source;
    private final MlflowServer target;
    private final ImportReport report;

    ArtifactCopy(MlflowServer source, MlflowServer target, ImportReport report) {
        this.source = source;
        this.target = target;
        this.report = report;
    }

    /// @param which     the owner's name in the report
    /// @param targetUri where the files go, `mlflow-artifacts:/…`
    /// @return whether every file is there now
    boolean copy(String which, Place from, Place to, String targetUri) {
        Map<String, Long> wanted = new TreeMap<>();
        Map<String, Long> there = new HashMap<>();
        try {
            list(source, from, "", 0, wanted);
            if (!wanted.isEmpty()) {
                list(target, to, "", 0, there);
            }
        } catch (MlflowFailure e) {
            report.failed(Kind.FILE, which, e.reason());
            return false;
        }
        boolean whole = true;
        for (Map.Entry<String, Long> file : wanted.entrySet()) {
            if (file.getValue().equals(there.get(file.getKey()))) {
                report.there(Kind.FILE, 1);
            } else {
                whole &= copyFile(which, from, file.getKey(), targetUri);
            }
        }
        return whole;
    }

    private boolean copyFile(String which, Place from, String path, String targetUri) {
        try {
            Path file = Files.createTempFile("dure-import-", ".part");
            try {
                Map<String, String> query = new HashMap<>(from.owner());
                query.put(from.fileKey(), path);
                source.download(from.filePath(), query, file);
                target.upload(targetUri, path, file);
                report.brought(Kind.FILE, 1);
                return true;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (MlflowFailure e) {
            report.failed(Kind.FILE, which + ": " + path, e.reason());
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for temporary files cannot be written", e);
        }
    }

    /// The sizes of all files below a folder, by path; −1 where the server says none.
    private static void list(MlflowServer server, Place place, String folder, int depth, Map<String, Long> found) {
        if (depth > DEPTH_MOST) {
            throw new MlflowFailure(0, "folders are nested more than " + DEPTH_MOST + " deep");
        }
        Map<String, String> query = new HashMap<>(place.owner());
        query.put(place.folderKey(), folder);
        server.getAll(place.listPath(), "files", query, (JsonNode file) -> {
            String path = file.path("path").asString();
            if (file.path("is_dir").asBoolean(false)) {
                list(server, place, path, depth + 1, found);
            } else {
                found.put(path, file.path("file_size").asLong(-1));
            }
        });
    }
}
