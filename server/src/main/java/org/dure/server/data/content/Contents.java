package org.dure.server.data.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.dure.base.Sha256;
import org.dure.server.base.CheckedStream;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.data.FilePaths;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.springframework.stereotype.Component;

/// Opens the files of versions, wherever their bytes lie.
@Component
public class Contents {

    private final ObjectStore objects;

    Contents(ObjectStore objects) {
        this.objects = objects;
    }

    /// The bytes, checked against the manifest while they are read: the read that would end other bytes throws.
    ///
    /// @throws UserError.Conflict where a referenced file is no longer what it was
    public InputStream open(Version version, StoredFile file) throws IOException {
        Sha256 expected = new Sha256(file.entry().sha256());
        Instant modifiedAt = file.referenceModifiedAt();
        if (modifiedAt == null) {
            return objects.open(expected);
        }
        Path source = source(Objects.requireNonNull(version.reference(), "a referenced file has a folder"), file);
        BasicFileAttributes now = attributes(source, version, file);
        if (!now.isRegularFile()
                || now.size() != file.entry().sizeBytes()
                || !modifiedAt(now).equals(modifiedAt)
                || !source.toRealPath().equals(source)) {
            throw changed(version, file);
        }
        return new CheckedStream(
                Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS), expected, "The referenced file " + source);
    }

    /// In the precision in which it is kept.
    public static Instant modifiedAt(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Path source(Version.Reference reference, StoredFile file) {
        Path folder = Path.of(reference.folder());
        return reference.part() == null
                ? folder.resolve(file.entry().part()).resolve(file.entry().path())
                : folder.resolve(file.entry().path());
    }

    private static BasicFileAttributes attributes(Path source, Version version, StoredFile file) throws IOException {
        try {
            return Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (java.nio.file.NoSuchFileException gone) {
            throw changed(version, file);
        }
    }

    private static UserError.Conflict changed(Version version, StoredFile file) {
        String name = PartNames.isHidden(file.entry().part())
                ? "A file of the hidden part"
                : FilePaths.shown(file.entry().key());
        return new UserError.Conflict(name + " has changed in its folder since version " + version.number()
                + " was made; make a new version of the folder.");
    }
}
