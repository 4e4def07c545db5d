package org.dure.server.compute;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session runs.
public sealed interface Program {

    /// The uploaded folder that it comes from or begins with; null for none.
    @Nullable
    UUID programId();

    /// One of the platform's own programs: `image-classifier`; `terminal` and `jupyter` for interactive sessions; and
    /// for the platform alone `evaluate`.
    ///
    /// @param name      in JSON `recipe`
    /// @param programId an uploaded folder whose files a workplace begins with; null for none
    record Recipe(
            @JsonProperty("recipe") String name,
            List<String> arguments,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UUID programId)
            implements Program {
        /// Without files.
        public Recipe(String name, List<String> arguments) {
            this(name, arguments, null);
        }

        public Recipe {
            arguments = List.copyOf(arguments);
        }
    }

    /// An uploaded folder of files and the command to run in it. A `requirements.txt` at its top names the Python
    /// packages that are installed for it.
    ///
    /// @param command       the program and its arguments; no shell reads it
    /// @param image         the name of the container image whose files it finds; null for the node's own system
    /// @param containerfile path in the folder of the file that such an image is built from; null for none
    record Bundle(
            UUID programId,
            List<String> command,
            @Nullable String image,
            @Nullable String containerfile) implements Program {
        /// In the node's own system.
        public Bundle(UUID programId, List<String> command) {
            this(programId, command, null, null);
        }

        public Bundle {
            command = List.copyOf(command);
        }
    }
}
