package org.dure.server.tracking.mlflow.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.dure.server.people.Caller;
import org.dure.server.tracking.artifact.Artifact;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.mlflow.WirePath;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;

/// Files and lists of files as MLflow's clients are answered with them, whoever owns the files.
public final class ArtifactAnswers {

    /// No page that somebody has uploaded runs as one of ours.
    private static final String SANDBOX = "sandbox; default-src 'none'";

    /// Ends of names, and whole names, of what MLflow calls text.
    private static final Set<String> TEXTS = Set.of(
            "txt",
            "log",
            "err",
            "cfg",
            "conf",
            "cnf",
            "cf",
            "ini",
            "properties",
            "prop",
            "hocon",
            "toml",
            "yaml",
            "yml",
            "xml",
            "json",
            "js",
            "py",
            "py3",
            "csv",
            "tsv",
            "md",
            "rst",
            "ipynb",
            "MLmodel",
            "mlproject");

    private ArtifactAnswers() {}

    /// A file or folder; a folder has no size.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FileBody(
            String path, boolean isDir, @Nullable Long fileSize) {}

    /// What a folder holds.
    ///
    /// @param rootUri where the owner's files lie; null where the client named that place itself
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FileList(@Nullable String rootUri, List<FileBody> files) {}

    /// `artifacts/list` of runs and logged models: whole paths, where `mlflow-artifacts` gives names alone.
    public static FileList listing(
            ArtifactService artifacts, Caller caller, String ownerId, String folder, @Nullable String root) {
        List<FileBody> files = artifacts.list(caller, ownerId, WirePath.safe(folder)).stream()
                .map(entry -> new FileBody(entry.path(), entry.isFolder(), entry.sizeBytes()))
                .toList();
        return new FileList(root, files);
    }

    /// A file as an attachment, which no browser runs.
    ///
    /// @param ownerId a run's, a logged model's or a trace's id
    public static ResponseEntity<InputStreamResource> download(
            ArtifactService artifacts, Caller caller, String ownerId, String path) throws IOException {
        Artifact artifact = artifacts.get(caller, ownerId, path);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return ResponseEntity.ok()
                .contentType(type(name))
                .contentLength(artifact.sizeBytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(name))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", SANDBOX)
                .body(new InputStreamResource(artifacts.open(artifact)));
    }

    private static MediaType type(String name) {
        if (TEXTS.contains(name.substring(name.lastIndexOf('.') + 1))) {
            return MediaType.TEXT_PLAIN;
        }
        return MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM);
    }

    /// A name that is a token of RFC 9110 as it is, as MLflow's server writes it.
    public static String attachment(String name) {
        if (name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            return "attachment; filename=" + name;
        }
        return ContentDisposition.attachment()
                .filename(name, StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
