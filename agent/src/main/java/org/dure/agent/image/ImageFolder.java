package org.dure.agent.image;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An unpacked image.
///
/// @param root        its files
/// @param environment the variables that it sets
/// @param folder      the working folder of its own builder; null where the tool that fetched it does not tell
/// @param id          the hash of its content and settings, `sha256:…`
public record ImageFolder(
        Path root,
        Map<String, String> environment,
        @Nullable String folder,
        String id) {}
