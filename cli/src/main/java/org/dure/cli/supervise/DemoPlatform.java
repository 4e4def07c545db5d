package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.dure.cli.Console;

/// The platform that the demo walks on: the one that is up, else a new one in the background.
public final class DemoPlatform {

    private DemoPlatform() {}

    /// @param data where the platform is or shall be
    /// @param told hears what was done
    /// @return the folder with its links resolved
    public static Path ensureUp(Console console, Path data, Consumer<String> told)
            throws IOException, InterruptedException {
        Path folder = Place.prepareFolder(data);
        if (FolderLock.isHeld(folder)) {
            Optional<UpState> state = UpState.read(folder);
            if (state.isPresent() && state.get().ready()) {
                told.accept("it is up already, on " + folder);
                return folder;
            }
        }
        Place place = FreePlace.nearDefaults(folder);
        new DetachedStart(console, place).run(UpCommand.arguments(place));
        told.accept("started on " + folder);
        return folder;
    }
}
