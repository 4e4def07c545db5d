package org.dure.agent.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.agent.folder.FolderRemoval;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.NodeLock;
import org.dure.base.DurableFiles;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.ImageName;
import org.jspecify.annotations.Nullable;

/// The images of this node, each unpacked once under the hash that names it: whole or absent, and never changed.
public final class Images {

    static final Duration FETCH = Duration.ofMinutes(60);

    /// Of the files of one image.
    public static final long BYTES_MAX = 60L << 30;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path folder;
    private final UUID attempt;
    private final Ending ending;
    private final LogChunker log;

    /// @param folder where they are kept
    public Images(Path folder, UUID attempt, Ending ending, LogChunker log) {
        this.folder = folder;
        this.attempt = attempt;
        this.ending = ending;
        this.log = log;
    }

    /// The image of this name, fetched and unpacked now if it is not there.
    ///
    /// @return null where the attempt was ended meanwhile
    /// @throws RefusedException with the words of the node's tool where it is not to be had
    @Nullable
    public ImageFolder provide(String name) throws IOException, InterruptedException, RefusedException {
        String wrong = ImageName.fault(name);
        if (wrong != null) {
            throw new RefusedException("the image's name " + wrong);
        }
        ImageTool tool = ImageTool.find(attempt)
                .orElseThrow(() -> new RefusedException(Reason.of(AttemptReason.NO_IMAGES_HERE)));
        try {
            ImageTool.Source source = tool.source(name, log);
            Path unpacked = unpacked(source);
            if (unpacked == null) {
                return null;
            }
            ImageFolder image = source.in(unpacked);
            log.say("the image " + name + " is " + image.id());
            return image;
        } catch (ToolProgram.Refused refused) {
            throw new RefusedException(notProvided(name, String.valueOf(refused.getMessage())));
        }
    }

    /// Whether a program can be given it.
    static boolean isVariable(String name, String value) {
        return VARIABLE.matcher(name).matches() && value.indexOf('\0') < 0;
    }

    private @Nullable Path unpacked(ImageTool.Source source) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path finished = folder.resolve(source.key());
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(source.key() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = NodeLock.await(channel, ending)) {
            if (lock == null) {
                return null;
            }
            if (!Files.isDirectory(finished)) {
                unpack(source, folder.resolve(source.key() + ".unfinished"), finished);
            }
            return finished;
        }
    }

    private void unpack(ImageTool.Source source, Path unfinished, Path finished)
            throws IOException, InterruptedException {
        // Whoever held the lock before has died over it.
        FolderRemoval.remove(unfinished);
        Files.createDirectory(unfinished);
        try {
            source.unpack(unfinished, log);
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(folder);
        } finally {
            FolderRemoval.remove(unfinished);
        }
    }

    private static Reason notProvided(String name, String why) {
        return Reason.of(AttemptReason.IMAGE_NOT_PROVIDED, Map.of("image", name))
                .because(Reason.inWords(why));
    }
}
