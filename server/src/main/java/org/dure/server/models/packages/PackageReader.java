package org.dure.server.models.packages;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelPackage;
import org.dure.server.models.PackageReason;
import org.dure.server.models.VersionContents;
import org.springframework.stereotype.Component;

/// Turns what was sent or left behind into a checked `ModelPackage`.
@Component
public class PackageReader {

    static final int FILES_MAX = 100;
    static final long BYTES_MAX = 4L << 30;
    private static final int SIGNATURE_BYTES_MAX = 1 << 20;

    private final ObjectStore objects;

    PackageReader(ObjectStore objects) {
        this.objects = objects;
    }

    /// Reads a zip archive; the package is its root or its one folder that holds the two required files.
    ///
    /// @throws UserError.Invalid  where it is no zip archive or no model package
    /// @throws UserError.TooLarge where it unpacks to more than 4 GiB or 100 files
    ModelPackage fromZip(InputStream body) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        long left = BYTES_MAX;
        try (ZipInputStream zip = new ZipInputStream(body)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (files.size() == FILES_MAX) {
                    throw new UserError.TooLarge("A model package has at most " + FILES_MAX + " files.");
                }
                ObjectStore.Stored stored = objects.put(zip, null, left);
                left -= stored.sizeBytes();
                files.add(new PackageFile(
                        safePath(entry.getName()),
                        stored.sizeBytes(),
                        stored.sha256().hex()));
            }
        } catch (ZipException | java.io.EOFException broken) {
            throw new UserError.Invalid("body", "is a damaged zip archive: " + broken.getMessage());
        }
        if (files.stream().map(PackageFile::path).distinct().count() < files.size()) {
            throw new UserError.Invalid("body", "the archive holds one path twice");
        }
        if (files.isEmpty()) {
            throw new UserError.Invalid(
                    "body", "must be a zip archive with " + Signature.MODEL_FILE + " and " + Signature.FILE);
        }
        return fromFiles(files);
    }

    /// Finds the package among `files`: the folder with the two required files, of several the one named `model`.
    ///
    /// @throws UserError.Invalid where there is none, where none of several is `model`, or for a wrong signature
    ModelPackage fromFiles(List<PackageFile> files) throws IOException {
        List<String> folders = folders(files);
        if (folders.isEmpty()) {
            throw new UserError.Invalid(
                    "package", "no folder holds both " + Signature.MODEL_FILE + " and " + Signature.FILE);
        }
        String folder = folders.size() == 1 ? folders.getFirst() : "model/";
        if (!folders.contains(folder)) {
            throw new UserError.Invalid(
                    "package",
                    "several folders hold a model: " + folders + "; name the one that counts model/, or leave one");
        }
        return check(files.stream()
                .filter(file -> file.path().startsWith(folder))
                .map(file -> new PackageFile(file.path().substring(folder.length()), file.sizeBytes(), file.sha256()))
                .sorted(Comparator.comparing(PackageFile::path))
                .toList());
    }

    /// What a folder holds that a client names as a model: a package where its two required files lie directly in it
    /// and are as they should be, otherwise files that are none.
    public VersionContents contents(List<PackageFile> folder) throws IOException {
        if (!folders(folder).contains("")) {
            return VersionContents.without(Reason.of(PackageReason.NO_PACKAGE_FILES), folder);
        }
        try {
            return VersionContents.of(check(folder));
        } catch (UserError refused) {
            return VersionContents.without(
                    Reason.of(PackageReason.PACKAGE_WRONG).because(Reason.inWords(refused.getMessage())), folder);
        }
    }

    /// Whether any of these is a file that only model packages have.
    static boolean mayHoldPackage(List<PackageFile> files) {
        return files.stream()
                .anyMatch(file ->
                        file.path().equals(Signature.MODEL_FILE) || file.path().endsWith("/" + Signature.MODEL_FILE));
    }

    private static List<String> folders(List<PackageFile> files) {
        Map<String, Integer> found = new HashMap<>();
        for (PackageFile file : files) {
            String folder = file.path().substring(0, file.path().lastIndexOf('/') + 1);
            String name = file.path().substring(folder.length());
            if (name.equals(Signature.MODEL_FILE) || name.equals(Signature.FILE)) {
                found.merge(folder, 1, Integer::sum);
            }
        }
        return found.entrySet().stream()
                .filter(entry -> entry.getValue() == 2)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private ModelPackage check(List<PackageFile> files) throws IOException {
        long bytes = files.stream().mapToLong(PackageFile::sizeBytes).sum();
        if (files.size() > FILES_MAX || bytes > BYTES_MAX) {
            throw new UserError.TooLarge("A model package has at most " + FILES_MAX + " files and 4 GiB; this one has "
                    + files.size() + " files and " + bytes + " bytes.");
        }
        PackageFile signature = files.stream()
                .filter(file -> file.path().equals(Signature.FILE))
                .findFirst()
                .orElseThrow();
        if (signature.sizeBytes() > SIGNATURE_BYTES_MAX) {
            throw new UserError.TooLarge(Signature.FILE + " has " + signature.sizeBytes() + " bytes; at most "
                    + SIGNATURE_BYTES_MAX + " are read.");
        }
        try (InputStream in = objects.open(new Sha256(signature.sha256()))) {
            return new ModelPackage(SignatureCheck.read(in.readAllBytes()), files);
        }
    }

    private static String safePath(String name) {
        boolean unsafe = name.startsWith("/")
                || name.contains("\\")
                || name.length() > 500
                || name.chars().anyMatch(Character::isISOControl)
                || List.of(name.split("/", -1)).stream()
                        .anyMatch(step -> step.isEmpty() || step.equals(".") || step.equals(".."));
        if (unsafe) {
            throw new UserError.Invalid(
                    "body", "the archive holds the path " + name + "; paths are relative, with / and without ..");
        }
        return name;
    }
}
