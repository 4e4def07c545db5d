package org.dure.agent.handover;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.dure.agent.folder.ProgramFolder;
import org.dure.agent.log.LogChunker;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.RejectedException;
import org.dure.agent.wire.ServerLink;
import org.dure.base.Sha256;

/// Hands the files of `/output` to `server` when the program has ended.
public final class Outputs {

    static final int FILES_MAX = 10_000;

    private static final int PATH_CHARS_MAX = 1_000;

    private final ServerLink link;
    private final LogChunker log;
    private final LeftOut leftOut;
    private final Path spare;
    private int files;

    /// @param spare a file of the agent's own, overwritten with each output in turn
    public Outputs(ServerLink link, LogChunker log, Path spare) {
        this.link = link;
        this.log = log;
        this.leftOut = new LeftOut(log, "output");
        this.spare = spare;
    }

    public void send(ProgramFolder folder) throws IOException, AttemptOverException, InterruptedException {
        try {
            folder.visit(new ProgramFolder.Visitor() {
                @Override
                public void file(String path, ProgramFolder.Entry entry) throws IOException {
                    try {
                        sendOne(path, entry);
                    } catch (AttemptOverException | InterruptedException end) {
                        throw new Interruption(end);
                    }
                }

                @Override
                public void skipped(String path, String why) throws IOException {
                    leftOut.say(path, why);
                }
            });
        } catch (Interruption interruption) {
            switch (interruption.end) {
                case AttemptOverException over -> throw over;
                case InterruptedException interrupted -> throw interrupted;
                default -> throw new IllegalStateException(interruption.end);
            }
        }
        leftOut.end();
        if (files > FILES_MAX) {
            log.say("of " + files + " output files only " + FILES_MAX + " were kept");
        }
        Files.deleteIfExists(spare);
    }

    private void sendOne(String path, ProgramFolder.Entry entry)
            throws IOException, AttemptOverException, InterruptedException {
        files++;
        if (files > FILES_MAX) {
            return;
        }
        if (path.indexOf('\uFFFD') >= 0) {
            leftOut.say(path, "its name is not UTF-8");
            return;
        }
        if (path.length() > PATH_CHARS_MAX || path.chars().anyMatch(Character::isISOControl)) {
            leftOut.say(path, "its name is longer than " + PATH_CHARS_MAX + " characters or has control characters");
            return;
        }
        Sha256 sha256;
        try {
            // A copy, so that what is sent and what is hashed are the same bytes.
            sha256 = copy(entry);
        } catch (IOException unreadable) {
            leftOut.say(path, "it cannot be read: " + unreadable.getMessage());
            return;
        }
        String call = "/outputs?path="
                + URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20");
        try {
            link.patiently(() -> {
                link.upload(call, spare, entry.size(), sha256);
                return path;
            });
        } catch (RejectedException rejected) {
            leftOut.say(path, String.valueOf(rejected.getMessage()));
        }
    }

    private Sha256 copy(ProgramFolder.Entry entry) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(spare), digest)) {
            entry.copyTo(out);
        }
        return Sha256.of(digest);
    }

    /// Carries the end of everything through a visit.
    private static final class Interruption extends IOException {
        private static final long serialVersionUID = 1L;
        private final Exception end;

        Interruption(Exception end) {
            super(end);
            this.end = end;
        }
    }
}
