package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.dure.cli.Console;
import org.jspecify.annotations.Nullable;

/// The platform that the demo walks on: the one that is up, else a new one in the background.
///
/// @param port      of `server` where it is to be started; null for 8080, or a free one where that is in use
/// @param servePort of `serve`, likewise beside 8081
public record DemoPlatform(
        Console console, @Nullable Integer port, @Nullable Integer servePort) {

    /// @param data where the platform is or shall be
    /// @param told hears what was done
    /// @return the folder with its links resolved
    public Path ensureUp(Path data, Consumer<String> told) throws IOException, InterruptedException {
        Path folder = Place.prepareFolder(data);
        if (FolderLock.isHeld(folder)) {
            Optional<UpState> state = UpState.read(folder);
            if (state.isPresent() && state.get().ready()) {
                told.accept("it is up already, on " + folder);
                return folder;
            }
        }
        Place place = FreePlace.near(folder, port, servePort);
        new DetachedStart(console, place).run(UpCommand.arguments(place));
        told.accept("started on " + folder);
        return folder;
    }
}
