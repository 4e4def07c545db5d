package org.dure.server.compute.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps uploaded programs.
@Service
public class ProgramService {

    private final ProgramRepository programs;
    private final ProjectService projects;
    private final ObjectStore objects;
    private final DataFolder folder;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    ProgramService(
            ProgramRepository programs,
            ProjectService projects,
            ObjectStore objects,
            DataFolder folder,
            Audit audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.programs = programs;
        this.projects = projects;
        this.objects = objects;
        this.folder = folder;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// The same files give the same program again.
    ///
    /// @param archive zip or tar.gz
    UploadedProgram upload(Caller caller, String project, InputStream archive) throws IOException {
        UUID projectId = projects.require(caller, Permission.COMPUTE_RUN, project);
        Path spooled = Files.createTempFile(folder.folder("programs"), ".upload", "");
        try {
            receive(archive, spooled);
            List<UploadedProgram.File> files = new ProgramArchive(objects).unpack(spooled);
            UploadedProgram program = new UploadedProgram(
                    Ids.next(),
                    projectId,
                    manifest(files),
                    files.size(),
                    files.stream().mapToLong(UploadedProgram.File::sizeBytes).sum(),
                    caller.name(),
                    clock.instant());
            transactions.executeWithoutResult(status -> {
                if (programs.insert(program, files)) {
                    audit.record(
                            caller,
                            projectId,
                            "compute.program_uploaded",
                            "program " + program.id(),
                            Map.of("sha256", program.sha256(), "files", program.files()));
                }
            });
            return programs.find(projectId, program.sha256()).orElseThrow();
        } finally {
            Files.deleteIfExists(spooled);
        }
    }

    /// @throws UserError.Invalid where the project has no such program
    public void requireIn(UUID projectId, UUID programId) {
        boolean there = programs.find(programId)
                .filter(program -> program.projectId().equals(projectId))
                .isPresent();
        if (!there) {
            throw new UserError.Invalid("program.program_id", "there is no program " + programId + " in this project");
        }
    }

    /// @param field names what the file is asked for
    /// @throws UserError.Invalid where `path` names no file of the program
    public void requireFile(UUID programId, String field, String path) {
        RelativePath.check(field, path);
        if (programs.files(programId).stream().noneMatch(file -> file.path().equals(path))) {
            throw new UserError.Invalid(field, "the program has no file " + path);
        }
    }

    UploadedProgram get(Caller caller, UUID id) {
        UploadedProgram program = programs.find(id).orElseThrow(() -> new UserError.NotFound("program", id));
        caller.require(Permission.COMPUTE_READ, program.projectId(), "program", id);
        return program;
    }

    List<UploadedProgram.File> files(Caller caller, UUID id) {
        return programs.files(get(caller, id).id());
    }

    /// @throws UserError.NotFound where the program has no such file
    UploadedProgram.File file(Caller caller, UUID id, String path) {
        return files(caller, id).stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new UserError.NotFound("file", path));
    }

    private static void receive(InputStream in, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > ProgramArchive.ARCHIVE_BYTES_MAX) {
                    throw new UserError.TooLarge(
                            "A program's archive has at most " + ProgramArchive.ARCHIVE_BYTES_MAX + " bytes.");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static String manifest(List<UploadedProgram.File> files) {
        MessageDigest digest = Sha256.digest();
        for (UploadedProgram.File file : files) {
            String line = file.sha256() + (file.executable() ? " x " : " - ") + file.path() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.of(digest).hex();
    }
}
