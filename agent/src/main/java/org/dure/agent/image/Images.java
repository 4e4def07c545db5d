package org.dure.agent.image;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.agent.cache.NodeCache;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
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

    private final NodeCache cache;
    private final UUID attempt;
    private final LogChunker log;

    /// @param cache where they are kept
    public Images(NodeCache cache, UUID attempt, LogChunker log) {
        this.cache = cache;
        this.attempt = attempt;
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
            NodeCache.Entry unpacked = cache.provide("images", source.key(), folder -> {
                source.unpack(folder, log);
                return folder;
            });
            if (unpacked == null) {
                return null;
            }
            ImageFolder image = source.in(unpacked.folder());
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

    private static Reason notProvided(String name, String why) {
        return Reason.of(AttemptReason.IMAGE_NOT_PROVIDED, Map.of("image", name))
                .because(Reason.inWords(why));
    }
}
