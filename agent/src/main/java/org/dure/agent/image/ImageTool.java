package org.dure.agent.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.dure.agent.log.LogChunker;
import org.dure.agent.sandbox.NodeCheck;

/// A program of the node that finds, fetches and keeps images. It runs none of them.
sealed interface ImageTool permits ContainerEngine, Apptainer {

    /// The one that this node has.
    ///
    /// @param attempt for which it works
    static Optional<ImageTool> find(UUID attempt) {
        return NodeCheck.imageTool().map(path -> switch (String.valueOf(path.getFileName())) {
            case "apptainer", "singularity" -> new Apptainer(path);
            default -> new ContainerEngine(new ToolProgram(path), attempt);
        });
    }

    /// What the name stands for.
    ///
    /// @throws ToolProgram.Refused where it stands for nothing
    Source source(String name, LogChunker log) throws IOException, InterruptedException;

    /// An image that can be unpacked.
    interface Source {

        /// Under what it is kept once it is unpacked: 64 hexadecimal digits.
        String key();

        /// @param folder an empty one
        /// @throws ToolProgram.Refused in the tool's own words
        void unpack(Path folder, LogChunker log) throws IOException, InterruptedException;

        /// The image in `folder`, where it was unpacked once.
        ImageFolder in(Path folder) throws IOException;
    }
}
