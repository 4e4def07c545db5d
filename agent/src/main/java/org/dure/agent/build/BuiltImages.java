package org.dure.agent.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.agent.cache.NodeCache;
import org.dure.agent.image.ImageFolder;
import org.dure.agent.image.Images;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.supervision.Ending;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.jspecify.annotations.Nullable;

/// The images that a project's programs were given by their Containerfiles, each under the hash of what it was made
/// from: whole or absent, and never changed.
public final class BuiltImages {

    private static final long POLL_MILLIS = 50;

    /// Links are neither followed nor changed.
    private static final List<String> COPY =
            List.of("cp", "--archive", "--reflink=auto", "--one-file-system", "--no-target-directory", "--");

    private final NodeCache cache;
    private final Images images;
    private final ImageBuild build;
    private final Ending ending;
    private final LogChunker log;

    /// @param cache  where they are kept, by project
    /// @param images those that they are built on
    public BuiltImages(NodeCache cache, Images images, ImageBuild build, Ending ending, LogChunker log) {
        this.cache = cache;
        this.images = images;
        this.build = build;
        this.ending = ending;
        this.log = log;
    }

    /// The image of `file`, built now if it is not there.
    ///
    /// @param program the folder of the program's files; null where it has none
    /// @return null where the attempt was ended meanwhile
    /// @throws RefusedException naming the line that cannot be built, or has failed
    @Nullable
    public ImageFolder provide(UUID project, @Nullable String program, String file)
            throws IOException, InterruptedException, RefusedException {
        BuildContext context = program == null ? null : BuildContext.of(Path.of(program));
        String text = context == null ? null : context.text(file);
        if (context == null || text == null) {
            throw new RefusedException(Reason.of(AttemptReason.CONTAINERFILE_MISSING, Map.of("file", file)));
        }
        Stages stages = Stages.of(Containerfile.parse(file, text));
        Map<String, ImageFolder> named = new HashMap<>();
        for (String name : stages.images()) {
            ImageFolder image = images.provide(name);
            if (image == null) {
                return null;
            }
            named.put(name, image);
        }
        BuildPlan plan = Planner.plan(stages, context, named);
        Path root = root(project, plan);
        return root == null ? null : new ImageFolder(root, plan.environment(), "/", plan.id());
    }

    /// Its files. A stage is built when an image is that needs it, and kept like that.
    ///
    /// @return null where the attempt was ended meanwhile
    private @Nullable Path root(UUID project, Origin origin)
            throws IOException, InterruptedException, RefusedException {
        return switch (origin) {
            case Origin.Image(ImageFolder image) -> image.root();
            case BuildPlan plan -> {
                NodeCache.Entry entry =
                        cache.provide("built/" + project, plan.key(), unfinished -> make(project, plan, unfinished));
                if (entry == null) {
                    yield null;
                }
                String said = entry.made() ? ": the image is built, " : ": using the image built before, ";
                log.say(plan.title() + said + plan.key());
                yield entry.folder();
            }
        };
    }

    private @Nullable Path make(UUID project, BuildPlan plan, Path unfinished)
            throws IOException, InterruptedException, RefusedException {
        Map<String, Path> roots = new HashMap<>();
        for (Origin origin : plan.origins()) {
            Path root = roots.containsKey(origin.id()) ? roots.get(origin.id()) : root(project, origin);
            if (root == null) {
                return null;
            }
            roots.put(origin.id(), root);
        }
        Path base = Objects.requireNonNull(roots.get(plan.base().id()));
        for (String note : plan.notes()) {
            log.say(note);
        }
        boolean made = copy(base, unfinished)
                && build.run(plan, unfinished, roots)
                && close(unfinished)
                && ending.verdict() == null;
        return made ? unfinished : null;
    }

    /// The base's files as the sandbox user's own.
    private boolean copy(Path base, Path root) throws IOException, InterruptedException {
        if (!tool(COPY, base, root)) {
            return false;
        }
        Path scratch = root.resolve("tmp");
        if (!Files.exists(scratch, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(scratch);
        }
        int owner = build.user().id();
        return build.user().isOwn()
                || tool(List.of("chown", "--recursive", "--no-dereference", owner + ":" + owner, "--"), root);
    }

    /// Sessions are other users, and see files, folders and links only.
    private boolean close(Path root) throws IOException, InterruptedException {
        boolean owned =
                build.user().isOwn() || tool(List.of("chown", "--recursive", "--no-dereference", "0:0", "--"), root);
        if (!owned || !tool(List.of("chmod", "--recursive", "u+rwX,go+rX,go-w,ug-s", "--"), root)) {
            return false;
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> find = new ArrayList<>(List.of("find", root.toString(), "-xdev", "!", "-type", "f"));
        find.addAll(List.of("!", "-type", "d", "!", "-type", "l", "-delete"));
        return tool(find);
    }

    /// Runs a program of the node on folders that no session's program is at work in; it ends with the agent.
    ///
    /// @return false where the attempt was ended meanwhile
    private boolean tool(List<String> words, Path... folders) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(words);
        Stream.of(folders).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (ending.verdict() != null) {
                process.toHandle().destroyForcibly();
                process.waitFor();
                return false;
            }
        }
        if (process.exitValue() != 0) {
            throw new IOException(words.getFirst() + " left with " + process.exitValue() + " over " + List.of(folders));
        }
        return true;
    }
}
