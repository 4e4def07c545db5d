package org.dure.agent.gang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;

/// What the ranks tell each other: each file is written by one of them, whole or not at all.
final class GangFiles {

    /// What the first rank wants of the others.
    enum Order {
        /// Ask the program for a checkpoint: the first rank's is about to leave.
        SAVE,
        /// End the program, politely.
        END
    }

    private record Told(Order order) {}

    private record Ready(int rank) {}

    private record Beat(long number) {}

    private final Path folder;

    GangFiles(Seat seat) throws IOException {
        this.folder = seat.folder();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    void put(Rendezvous rendezvous) throws IOException {
        write("rendezvous", rendezvous);
    }

    /// Null as long as the first rank has not come so far.
    @Nullable
    Rendezvous rendezvous() throws IOException {
        return read("rendezvous", Rendezvous.class);
    }

    void putReady(int rank) throws IOException {
        write("ready-" + rank, new Ready(rank));
    }

    /// Whether all that the rank's program needs is there.
    boolean isReady(int rank) throws IOException {
        return read("ready-" + rank, Ready.class) != null;
    }

    void putBeat(int rank, long number) throws IOException {
        write("beat-" + rank, new Beat(number));
    }

    /// Counted up by the rank's agent as long as it goes on; null where it has not begun.
    @Nullable
    Long beat(int rank) throws IOException {
        Beat beat = read("beat-" + rank, Beat.class);
        return beat == null ? null : beat.number();
    }

    void put(Order order) throws IOException {
        write("order", new Told(order));
    }

    /// The last one; null where there is none yet.
    @Nullable
    Order order() throws IOException {
        Told told = read("order", Told.class);
        return told == null ? null : told.order();
    }

    void put(RankEnd end) throws IOException {
        write("end-" + end.rank(), end);
    }

    /// Null as long as the rank's program runs.
    @Nullable
    RankEnd end(int rank) throws IOException {
        return read("end-" + rank, RankEnd.class);
    }

    private void write(String name, Object value) throws IOException {
        DurableFiles.replace(folder.resolve(name), Json.MAPPER.writeValueAsBytes(value));
    }

    private <T> @Nullable T read(String name, Class<T> type) throws IOException {
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(folder.resolve(name)), type);
        } catch (NoSuchFileException notYet) {
            return null;
        }
    }
}
