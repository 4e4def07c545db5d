package org.dure.cli.supervise;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds the one line of a program's log that says why it did not start.
final class StartFailure {

    private static final int READ_BYTES_MAX = 256 * 1024;

    private StartFailure() {}

    /// The size of the log now, to read from later.
    static long mark(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /// The deepest cause of the last exception after `mark`, else the last line.
    static String reason(Path log, long mark) throws IOException {
        return reasonOf(linesSince(log, mark));
    }

    static String reasonOf(List<String> lines) {
        List<String> said = lines.stream().filter(line -> !line.isBlank()).toList();
        return said.stream()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(cause -> cause.replaceFirst("^Caused by: [\\w.$]+(: |$)", ""))
                .filter(cause -> !cause.isBlank())
                .or(() ->
                        said.stream().filter(line -> !line.startsWith("\tat ")).reduce((first, second) -> second))
                .orElse("it said nothing");
    }

    static List<String> linesSince(Path log, long mark) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(mark, file.length() - READ_BYTES_MAX);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
