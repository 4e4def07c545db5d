package org.dure.agent.handover;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.dure.agent.folder.ProgramFolder;
import org.dure.agent.folder.ProgramFolders;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.ByteSize;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.RejectedException;
import org.dure.agent.wire.ServerLink;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// Restores `/checkpoint` before the start and stores it whenever the program renews `/checkpoint/.ready`.
public final class Checkpoints {

    static final String READY = ".ready";

    /// What the agent makes at the order SAVE; a program that watches for it saves soon, and deletes it.
    static final String SAVE = ".save";

    /// Made by a program that handles SIGUSR1 and wants it beside `.save`.
    static final String SIGNAL = ".signal";

    /// What is said by them is of one attempt and stays out of its checkpoints.
    static final Set<String> OWN = Set.of(READY, SAVE, SIGNAL);

    private static final long POLL_MILLIS = 500;

    /// Somebody waits for the program's answer.
    private static final long POLL_ASKED_MILLIS = 50;

    /// How often a snapshot is tried again because the program wrote while it was taken.
    private static final int TRIES = 5;

    private final ServerLink link;
    private final LogChunker log;
    private final ProgramFolder folder;
    private final SandboxUser user;
    private final WorkOrder order;
    private final Path spare;
    private volatile long storedReady;
    private volatile int number;
    private volatile int numberAsked = -1;
    private volatile long readyAsked;
    private volatile boolean ended;
    private @Nullable Thread thread;

    public Checkpoints(
            ServerLink link, LogChunker log, ProgramFolders folders, SandboxUser user, WorkOrder order, Path work) {
        this.link = link;
        this.log = log;
        this.folder = new ProgramFolder(folders.checkpoint());
        this.user = user;
        this.order = order;
        this.spare = work.resolve("checkpoint.tar");
    }

    /// @throws RefusedException where the checkpoint cannot be had whole: a program must not start from half of it
    public void restore() throws IOException, AttemptOverException, InterruptedException, RefusedException {
        WorkOrder.Checkpoint stored = order.checkpoint();
        if (stored == null) {
            return;
        }
        number = stored.number();
        try {
            link.patiently(() -> {
                link.download("/checkpoints/" + stored.number(), spare, stored.sizeBytes());
                return stored;
            });
        } catch (RejectedException rejected) {
            throw new RefusedException(notRestored(stored, String.valueOf(rejected.getMessage())));
        }
        Sha256 actual = Sha256.of(spare);
        if (!actual.hex().equals(stored.sha256())) {
            throw new RefusedException(notRestored(stored, "its sha256 is " + actual + ", not " + stored.sha256()));
        }
        CheckpointTar.extract(spare, folder.root(), user, order.limits().outputBytes());
        Files.delete(spare);
        log.say("restored checkpoint " + stored.number());
    }

    private static Reason notRestored(WorkOrder.Checkpoint stored, String why) {
        return Reason.of(AttemptReason.CHECKPOINT_NOT_RESTORED, Map.of("number", stored.number()))
                .because(Reason.inWords(why));
    }

    /// Stores from now on.
    public void watch() {
        thread = Thread.ofPlatform().daemon().name("checkpoints").start(() -> {
            try {
                while (!ended) {
                    storeIfReady();
                    long pause = wasAsked() && answer() == 0 ? POLL_ASKED_MILLIS : POLL_MILLIS;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
                }
            } catch (InterruptedException | AttemptOverException stop) {
                // the end of the session stores what is left
            }
        });
    }

    /// The program has ended: stores what it has made ready last.
    public void end() throws AttemptOverException, InterruptedException {
        ended = true;
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
            watching.join();
        }
        storeIfReady();
    }

    /// Asks the program for a checkpoint, by the file `.save`. It is asked once until it has answered.
    public void ask() {
        Path asked = folder.root().resolve(SAVE);
        try {
            // What was ready before, but is still on its way, is no answer: work has been done since.
            readyAsked = folder.modifiedNanos(READY);
            numberAsked = number;
            // The last step of a creation follows no link.
            user.own(Files.createFile(asked));
            LockSupport.unpark(thread);
        } catch (FileAlreadyExistsException askedBefore) {
            // not yet answered
        } catch (IOException failed) {
            System.err.println("the program could not be asked to save: " + failed.getMessage());
        }
    }

    /// Whether the program has been asked and has not yet taken the request away.
    public boolean isAsked() throws IOException {
        return folder.modifiedNanos(SAVE) != 0;
    }

    /// Whether the program has been asked since it began to run.
    public boolean wasAsked() {
        return numberAsked >= 0;
    }

    /// The last checkpoint that was stored since the program was asked; 0 where there is none.
    public int answer() {
        return numberAsked >= 0 && number > numberAsked && storedReady != readyAsked ? number : 0;
    }

    /// Whether the program has said that it handles SIGUSR1 by saving.
    public boolean wantsSignal() {
        try {
            return folder.modifiedNanos(SIGNAL) != 0;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void storeIfReady() throws AttemptOverException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            long ready = 0;
            try {
                ready = folder.modifiedNanos(READY);
                if (ready == storedReady || ready == 0) {
                    return;
                }
                Sha256 sha256 =
                        CheckpointTar.write(folder, spare, order.limits().outputBytes(), log);
                if (folder.modifiedNanos(READY) == ready) {
                    store(sha256, ready);
                    return;
                }
            } catch (CheckpointTar.TooLargeException tooLarge) {
                storedReady = ready;
                say("the checkpoint is not stored: " + tooLarge.getMessage());
                return;
            } catch (IOException changed) {
                // The program writes while we read: the next try or the next look sees a whole one.
                Thread.sleep(100);
            }
        }
    }

    private void say(String line) {
        try {
            log.say(line);
        } catch (IOException failed) {
            System.err.println(line);
        }
    }

    private void store(Sha256 sha256, long ready) throws IOException, AttemptOverException, InterruptedException {
        int next = number + 1;
        long size = Files.size(spare);
        try {
            link.patiently(() -> {
                link.upload("/checkpoints/" + next, spare, size, sha256);
                return next;
            });
            storedReady = ready;
            number = next;
            log.say("stored checkpoint " + next + " (" + ByteSize.words(size) + ")");
        } catch (RejectedException rejected) {
            storedReady = ready;
            log.say("checkpoint " + next + " is not accepted: " + rejected.getMessage());
        } finally {
            Files.deleteIfExists(spare);
        }
    }
}
