package org.dure.agent.build;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What changes the files of an image in the making.
sealed interface Step {

    Containerfile.Line line();

    /// What it does, and nothing else: equal where the same is done to the same files.
    List<Object> content();

    /// `RUN`.
    ///
    /// @param environment all of it but the platform's own
    /// @param folder      the working folder
    record Run(Containerfile.Line line, List<String> command, Map<String, String> environment, String folder)
            implements Step {
        @Override
        public List<Object> content() {
            return List.of("RUN", command, new TreeMap<>(environment), folder);
        }
    }

    /// `COPY`, `ADD` and `WORKDIR`.
    ///
    /// @param place an absolute path in the image
    /// @param name  of the only file, which may be put at `place` itself; null where that is a folder
    record Put(
            Containerfile.Line line, String place, @Nullable String name, List<BuildContext.Placed> files)
            implements Step {
        @Override
        public List<Object> content() {
            List<List<Object>> contents = files.stream()
                    .map(file -> List.<Object>of(file.name(), file.mode(), file.sha256()))
                    .toList();
            return List.of("PUT", place, name == null ? "" : name, contents);
        }
    }

    /// `COPY --from`.
    ///
    /// @param sources absolute paths in the other image, which may have `*`, `?` and `[…]`
    /// @param place   an absolute path in this one
    /// @param into    whether `place` is a folder that files are put into
    /// @param mode    of nine bits; null for that which each file has
    record Take(
            Containerfile.Line line,
            Origin from,
            List<String> sources,
            String place,
            boolean into,
            @Nullable Integer mode)
            implements Step {
        @Override
        public List<Object> content() {
            return List.of("TAKE", from.id(), sources, place, into, mode == null ? "" : mode);
        }
    }
}
