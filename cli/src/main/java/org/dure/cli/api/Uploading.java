package org.dure.cli.api;

import static org.dure.cli.api.Api.encoded;

import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes a dataset version of a folder or an archive.
///
/// @param told hears how far it has come
public record Uploading(Api api, Progress told) {

    private static final int AT_ONCE = 6;

    /// Hears about bytes sent out of all.
    public interface Progress {
        void sent(long bytes, long ofBytes);
    }

    private record Piece(String part, String path, Path file) {}

    /// @param part        where all files go; null where the first folders name the parts
    /// @param baseVersion the version whose other files are kept; null for a version of the upload alone
    /// @return the new version
    public JsonNode put(
            String datasetId, Path source, @Nullable String part, @Nullable Integer baseVersion, String note) {
        if (!Files.exists(source)) {
            throw new CommandFailure(ExitCode.USAGE, "There is no file or folder " + source + ".");
        }
        String upload = api.post("/api/v1/datasets/" + datasetId + "/uploads", Map.of())
                .path("id")
                .asString();
        try {
            if (Files.isDirectory(source)) {
                folder(upload, source, part);
            } else {
                archive(upload, source, part);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(source + " cannot be read: " + e.getMessage());
        }
        Map<String, Object> commit = new LinkedHashMap<>();
        if (baseVersion != null) {
            commit.put("base_version", baseVersion);
        }
        commit.put("note", note);
        return api.post("/api/v1/uploads/" + upload + "/commit", commit);
    }

    private void archive(String upload, Path archive, @Nullable String part) throws IOException {
        String query = part == null ? "" : "?part=" + encoded(part);
        long size = Files.size(archive);
        AtomicLong sent = new AtomicLong();
        BodyPublisher body = BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> counted(archive, sent, size)), Math.max(1, size));
        api.send("POST", "/api/v1/uploads/" + upload + "/archives" + query, body);
    }

    private void folder(String upload, Path folder, @Nullable String part) throws IOException {
        List<Piece> pieces = pieces(folder, part);
        long whole = 0;
        for (Piece piece : pieces) {
            whole += Files.size(piece.file());
        }
        long all = whole;
        AtomicLong sent = new AtomicLong();
        try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> jobs = new ArrayList<>();
            for (Piece piece : pieces) {
                jobs.add(senders.submit(() -> file(upload, piece, sent, all)));
            }
            for (Future<?> job : jobs) {
                await(job, senders);
            }
        }
    }

    private static void await(Future<?> job, ExecutorService senders) {
        try {
            job.get();
        } catch (ExecutionException e) {
            senders.shutdownNow();
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            senders.shutdownNow();
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.");
        }
    }

    private void file(String upload, Piece piece, AtomicLong sent, long all) {
        try {
            String query = "?part=" + encoded(piece.part()) + "&path=" + encoded(piece.path());
            api.send("PUT", "/api/v1/uploads/" + upload + "/files" + query, BodyPublishers.ofFile(piece.file()));
            told.sent(sent.addAndGet(Files.size(piece.file())), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Piece> pieces(Path folder, @Nullable String part) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> piece(folder, file, part))
                    .toList();
        }
    }

    private static Piece piece(Path folder, Path file, @Nullable String part) {
        Path relative = folder.relativize(file);
        if (part != null) {
            return new Piece(part, relative.toString(), file);
        }
        if (relative.getNameCount() < 2) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The first folders name the parts, and " + relative
                            + " stands in none. Name the part with --part, or "
                            + "put the files below train/, stream/ and hidden/.");
        }
        String first = relative.getName(0).toString();
        return new Piece(first, relative.subpath(1, relative.getNameCount()).toString(), file);
    }

    private InputStream counted(Path file, AtomicLong sent, long size) {
        try {
            return new FilterInputStream(new FileInputStream(file.toFile())) {
                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    int read = super.read(into, from, length);
                    if (read > 0) {
                        told.sent(sent.addAndGet(read), size);
                    }
                    return read;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
