package org.dure.server.data.upload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.dure.server.base.DiskErrors;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.data.FileEntry;
import org.dure.server.data.FilePaths;
import org.dure.server.data.Limits;
import org.jspecify.annotations.Nullable;

/// One archive on its way into the object store. Only plain files are taken; anything else that could reach outside
/// (links, devices, climbing paths) or swell (bombs) refuses the whole archive.
final class ArchiveUnpacking {

    private static final String FIELD = "archive";
    /// The charset of Korean file names in archives that Windows made.
    private static final Charset KOREAN = Charset.forName("x-windows-949");

    private final Limits limits;
    private final @Nullable String part;
    private final ObjectWriters writers;
    private final List<FileEntry> places = new ArrayList<>();
    /// The name in the archive by part and path.
    private final Map<String, String> names = new HashMap<>();
    private long skipped;

    /// @param part null where the first folder of each name is the part
    ArchiveUnpacking(ObjectStore objects, Limits limits, @Nullable String part) {
        this.limits = limits;
        this.part = part;
        this.writers = new ObjectWriters(objects, limits.fileBytes());
    }

    long skipped() {
        return skipped;
    }

    /// @throws UserError saying which entry is wrong, and how
    List<FileEntry> unpack(Path archive) throws IOException {
        byte[] head = new byte[262];
        int length;
        try (InputStream in = Files.newInputStream(archive)) {
            length = in.readNBytes(head, 0, head.length);
        }
        MeteredStream.Meter meter = new MeteredStream.Meter(limits, Files.size(archive));
        List<ObjectStore.Stored> stored;
        try (writers) {
            if (length > 3 && head[0] == 'P' && head[1] == 'K') {
                unpackZip(archive, meter);
            } else if (length > 1 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                        InputStream unzipped = GzipCompressorInputStream.builder()
                                .setInputStream(in)
                                .setDecompressConcatenated(true)
                                .get()) {
                    unpackTar(unzipped, meter);
                }
            } else if (length == 262 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
                    unpackTar(in, meter);
                }
            } else {
                throw new UserError.Invalid(FIELD, "is no zip, tar or tar.gz archive");
            }
            stored = writers.finish();
        } catch (IOException | IllegalArgumentException broken) {
            if (broken instanceof IOException full && DiskErrors.isFull(full)) {
                throw full;
            }
            throw new UserError.Invalid(FIELD, "is damaged: " + FilePaths.shown(String.valueOf(broken.getMessage())));
        }
        if (places.isEmpty()) {
            throw new UserError.Invalid(FIELD, "has no files");
        }
        List<FileEntry> entries = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            FileEntry place = places.get(i);
            entries.add(new FileEntry(
                    place.part(),
                    place.path(),
                    stored.get(i).sizeBytes(),
                    stored.get(i).sha256().hex()));
        }
        return entries;
    }

    private void unpackZip(Path archive, MeteredStream.Meter meter) throws IOException {
        ZipDirectory.check(archive, limits.files());
        try (ZipFile zip = ZipFile.builder()
                .setPath(archive)
                .setCharset(StandardCharsets.UTF_8)
                .setUseUnicodeExtraFields(true)
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                String name = zipName(entry);
                if (entry.isUnixSymlink() || !isPlain(entry)) {
                    throw wrong(name, "is a link or a special file; only plain files and folders are taken");
                }
                if (entry.isDirectory()) {
                    continue;
                }
                if (!zip.canReadEntryData(entry)) {
                    throw wrong(name, "is encrypted, or compressed in a way that is not read here");
                }
                try (InputStream in = new MeteredStream(zip.getInputStream(entry), meter)) {
                    take(name, in);
                }
            }
        }
    }

    /// By the Unix file type, where the archive tells one.
    private static boolean isPlain(ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & 0xF000;
        return type == 0 || type == 0x8000 || (type == 0x4000 && entry.isDirectory());
    }

    private void unpackTar(InputStream in, MeteredStream.Meter meter) throws IOException {
        MeteredStream metered = new MeteredStream(in, meter);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = nextTar(tar, meter); entry != null; entry = nextTar(tar, meter)) {
                String name = entry.getName();
                if (entry.isDirectory()) {
                    continue;
                }
                boolean isPlain =
                        entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
                if (!isPlain || entry.isSparse()) {
                    throw wrong(name, "is a link or a special file; only plain files and folders are taken");
                }
                take(name, tar);
                tar.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    /// Headers may themselves be long enough to fill the memory.
    private static @Nullable TarArchiveEntry nextTar(TarArchiveInputStream tar, MeteredStream.Meter meter)
            throws IOException {
        meter.beginHeader();
        TarArchiveEntry entry = tar.getNextEntry();
        meter.endHeader();
        return entry;
    }

    private void take(String name, InputStream in) throws IOException {
        if (isSystemFile(name)) {
            skipped++;
            return;
        }
        if (places.size() >= limits.files()) {
            throw new UserError.TooLarge("The archive has more than " + limits.files() + " files.");
        }
        FileEntry place = place(name);
        String before = names.putIfAbsent(place.key(), name);
        if (before != null) {
            throw wrong(name, "stands for the same path as " + FilePaths.shown(before));
        }
        places.add(place);
        writers.put(in);
    }

    private FileEntry place(String name) {
        String plain = name.startsWith("./") ? name.substring(2) : name;
        return FilePaths.place(FIELD, part, plain, "put it into train/, stream/ or hidden/");
    }

    private static boolean isSystemFile(String name) {
        return name.startsWith("__MACOSX/") || name.matches("(.*/)?(\\.DS_Store|Thumbs\\.db|desktop\\.ini)");
    }

    /// The name as the archive marks it, else as UTF-8, else as Windows wrote Korean.
    private static String zipName(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        boolean marked = entry.getGeneralPurposeBit().usesUTF8ForNames()
                || entry.getNameSource() == ZipArchiveEntry.NameSource.UNICODE_EXTRA_FIELD;
        if (marked || raw == null) {
            return entry.getName();
        }
        try {
            return strictly(StandardCharsets.UTF_8, raw);
        } catch (CharacterCodingException notUtf8) {
            try {
                return strictly(KOREAN, raw);
            } catch (CharacterCodingException neither) {
                throw wrong(entry.getName(), "has a name that is neither UTF-8 nor CP949");
            }
        }
    }

    private static String strictly(Charset charset, byte[] raw) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    }

    private static UserError.Invalid wrong(String name, String what) {
        return new UserError.Invalid(FIELD, FilePaths.shown(name) + " " + what);
    }
}
