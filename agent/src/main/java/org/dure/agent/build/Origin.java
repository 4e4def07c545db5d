package org.dure.agent.build;

import java.util.Map;
import org.dure.agent.image.ImageFolder;
import org.jspecify.annotations.Nullable;

/// What an image is built on, or takes files from.
sealed interface Origin permits Origin.Image, BuildPlan {

    /// Names its content and settings, `sha256:…`.
    String id();

    /// The variables that it sets.
    Map<String, String> environment();

    /// Where its builder worked last; null where that is not known.
    @Nullable
    String folder();

    /// One that is there.
    record Image(ImageFolder image) implements Origin {
        @Override
        public String id() {
            return image.id();
        }

        @Override
        public Map<String, String> environment() {
            return image.environment();
        }

        @Override
        public @Nullable String folder() {
            return image.folder();
        }
    }
}
