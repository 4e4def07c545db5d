package org.dure.agent;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Runs one attempt of a session and leaves. See `api/agent-protocol.md`.
public final class Agent {

    static final int EXIT_REPORTED = 0;
    static final int EXIT_FAILED = 1;
    static final int EXIT_USAGE = 2;

    private Agent() {}

    /// Exit codes: 0 when the end state is reported; 1 when the agent itself has failed; 2 for wrong flags or a work
    /// folder that was used before; 3 when the attempt is over for `server`, or another rank of its gang is lost.
    public static void main(String[] arguments) throws InterruptedException {
        Options options;
        String token;
        try {
            if (!"UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))) {
                throw new IllegalArgumentException(
                        "start the agent with LC_ALL=C.UTF-8: without it Java cannot name every file a program writes");
            }
            options = Options.parse(arguments);
            token = Files.readString(options.tokenFile()).strip();
            claim(options.work());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(EXIT_USAGE);
            return;
        } catch (FileAlreadyExistsException started) {
            System.err.println("this attempt was started before: an attempt is never started twice ("
                    + started.getFile() + " exists)");
            System.exit(EXIT_USAGE);
            return;
        } catch (IOException unreadable) {
            System.err.println("cannot use " + unreadable.getMessage());
            System.exit(EXIT_USAGE);
            return;
        }
        // The main thread runs the session: the sandbox ends with the thread that started it.
        System.exit(new Session(options, token).run());
    }

    private static void claim(Path work) throws IOException {
        Files.createDirectories(
                work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(work.resolve("claimed"));
    }
}
