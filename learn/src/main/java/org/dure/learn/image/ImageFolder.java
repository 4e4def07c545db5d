package org.dure.learn.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dure.base.model.Picture;
import org.dure.learn.reason.TrainException;
import org.dure.learn.reason.WrongArgumentException;
import org.jspecify.annotations.Nullable;

/// Reads a tree of `<class>/<name>.png|jpg|jpeg|bmp|gif`; the prose is in `api/model-package.md`. Names that
/// start with a dot and files of other kinds are passed over.
public final class ImageFolder {

    static final int CLASSES_MAX = 1_000;
    static final int PICTURES_MAX = 1_000_000;
    static final long SAMPLE_BYTES_MAX = 256L << 20;
    private static final long FILE_BYTES_MAX = 64L << 20;

    private ImageFolder() {}

    /// Width and height in pixels, each 4…256.
    public record Size(int width, int height) {

        public Size {
            if (width < 4 || width > 256 || height < 4 || height > 256) {
                throw new WrongArgumentException("Pictures are learnt from 4 to 256 pixels wide and high, not " + width
                        + "×" + height + ": choose another --size");
            }
        }
    }

    /// Reads `<data>/<part>`, or `data` itself where that folder is absent.
    ///
    /// @param size null: that of the first picture, and every picture must have it; otherwise pictures are resized
    public static ImageSet read(Path data, String part, @Nullable Size size) {
        if (!Files.isDirectory(data)) {
            throw new TrainException("--data: there is no folder " + data);
        }
        Path root = Files.isDirectory(data.resolve(part)) ? data.resolve(part) : data;
        try {
            return readClasses(root, size);
        } catch (IOException e) {
            throw new TrainException("Cannot read " + root + ": " + e, e);
        }
    }

    private static ImageSet readClasses(Path root, @Nullable Size size) throws IOException {
        List<Path> folders = list(root, Files::isDirectory);
        if (folders.size() < 2) {
            throw new TrainException("A classifier needs at least two classes; " + root + " holds "
                    + (folders.isEmpty()
                            ? "no folder"
                            : "only the folder " + folders.getFirst().getFileName())
                    + " (one folder per class is expected)");
        }
        if (folders.size() > CLASSES_MAX) {
            throw new TrainException(
                    root + " holds " + folders.size() + " classes; at most " + CLASSES_MAX + " are learnt");
        }
        List<String> labels = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        Size wanted = size;
        long bytes = 0;
        for (Path folder : folders) {
            String label = label(folder);
            for (Path file : pictures(folder)) {
                Picture picture = decode(file);
                if (wanted == null) {
                    wanted = new Size(picture.width(), picture.height());
                }
                checkSize(file, picture, wanted, size != null);
                pictures.add(picture.fit(wanted.width(), wanted.height(), picture.channels()));
                classes.add(labels.size());
                bytes += pictures.getLast().samples().length;
                if (bytes > SAMPLE_BYTES_MAX || pictures.size() > PICTURES_MAX) {
                    throw new TrainException("There are more than " + PICTURES_MAX
                            + " pictures, or they take more than " + (SAMPLE_BYTES_MAX >> 20)
                            + " MiB unpacked: choose a smaller --size, or fewer pictures");
                }
            }
            labels.add(label);
        }
        return images(pictures, labels, classes);
    }

    /// Of one kind: a single picture in colour makes all of them red-green-blue.
    private static ImageSet images(List<Picture> pictures, List<String> labels, List<Integer> classes) {
        int width = pictures.getFirst().width();
        int height = pictures.getFirst().height();
        int channels = pictures.stream().mapToInt(Picture::channels).max().orElseThrow();
        List<byte[]> samples = pictures.stream()
                .map(picture -> picture.fit(width, height, channels).samples())
                .toList();
        return new ImageSet(width, height, channels, labels, samples, classes);
    }

    private static String label(Path folder) {
        String label = folder.getFileName().toString();
        // The JDK puts U+FFFD where the locale's encoding has no such character.
        if (label.indexOf('\ufffd') >= 0) {
            throw new TrainException("The name of the folder " + folder + " cannot be read: set LC_ALL=C.UTF-8");
        }
        return label;
    }

    private static List<Path> pictures(Path folder) throws IOException {
        List<Path> files = list(
                folder,
                file -> Files.isRegularFile(file)
                        && Picture.isPictureName(file.getFileName().toString()));
        if (files.isEmpty()) {
            String hint = list(folder, Files::isDirectory).isEmpty() ? "" : "; it holds folders: is --part right?";
            throw new TrainException("The class folder " + folder + " holds no picture" + hint);
        }
        return files;
    }

    private static Picture decode(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new TrainException(file + " is larger than " + (FILE_BYTES_MAX >> 20) + " MiB");
        }
        byte[] content = Files.readAllBytes(file);
        try {
            return Picture.decode(content);
        } catch (IOException e) {
            throw new TrainException(file + " " + e.getMessage(), e);
        }
    }

    private static void checkSize(Path file, Picture picture, Size wanted, boolean mayResize) {
        if (!mayResize && (picture.width() != wanted.width() || picture.height() != wanted.height())) {
            throw new TrainException(file + " is " + picture.width() + "×" + picture.height()
                    + ", but the first picture is " + wanted.width() + "×" + wanted.height()
                    + ": give --size to resize all");
        }
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }
}
