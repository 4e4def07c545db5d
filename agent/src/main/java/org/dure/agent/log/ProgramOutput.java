package org.dure.agent.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dure.agent.secret.SecretMask;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;

/// Reads what a program prints until it closes its output: all of it goes to the log, lines with metrics to their spool
/// too.
public final class ProgramOutput {

    private static final int LINE_CHARS_MAX = 16 << 10;
    /// So many tell what a program died of: a traceback, and what others of its processes say after it.
    private static final int LAST_LINES = 200;

    /// Points that wait for an unreachable `server`; later ones are left out.
    private static final int POINTS_MAX = 2_000_000;

    private final LogChunker log;
    private final @Nullable Spool metrics;
    private final SecretMask mask;
    private final StringBuilder line = new StringBuilder();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private boolean tooLong;
    private boolean hinted;

    /// @param metrics where points go; null where the session has no run
    /// @param mask    for what nobody shall read in the log
    public ProgramOutput(LogChunker log, @Nullable Spool metrics, SecretMask mask) {
        this.mask = mask;
        this.log = log;
        this.metrics = metrics;
    }

    /// Reads in a thread of its own, which ends when the last process that holds the output has left.
    public Thread follow(Process process) {
        return Thread.ofPlatform().daemon().name("program output").start(() -> {
            try {
                readAll(process.getInputStream());
            } catch (IOException cut) {
                System.err.println("the program's output could not be kept: " + cut.getMessage());
            }
        });
    }

    void readAll(InputStream in) throws IOException {
        // The decoder replaces broken UTF-8, and keeps a character that is cut between two reads.
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        char[] buffer = new char[8 << 10];
        try {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    // PostgreSQL's text has no NUL.
                    buffer[i] = buffer[i] == 0 ? '\uFFFD' : buffer[i];
                }
                String text = mask.show(new String(buffer, 0, n));
                log.print(text);
                lines(text);
            }
            String rest = mask.rest();
            log.print(rest);
            lines(rest);
        } finally {
            endLine();
        }
    }

    /// The last lines printed, oldest first.
    public synchronized List<String> lastLines() {
        return List.copyOf(lastLines);
    }

    private void lines(String text) throws IOException {
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            grow(text, from, end);
            endLine();
            from = end + 1;
        }
        grow(text, from, text.length());
    }

    private void grow(String text, int from, int end) {
        tooLong |= line.length() + end - from > LINE_CHARS_MAX;
        if (!tooLong) {
            line.append(text, from, end);
        }
    }

    private void endLine() throws IOException {
        String whole = line.toString().strip();
        line.setLength(0);
        if (whole.startsWith(MetricLines.PREFIX)) {
            metrics(whole);
        }
        tooLong = false;
        if (!whole.isEmpty()) {
            synchronized (this) {
                lastLines.addLast(whole.length() > 400 ? whole.substring(0, 400) + "…" : whole);
                if (lastLines.size() > LAST_LINES) {
                    lastLines.removeFirst();
                }
            }
        }
    }

    private void metrics(String whole) throws IOException {
        List<MetricLines.Point> points = tooLong ? List.of() : MetricLines.read(whole, Instant.now());
        if (points.isEmpty() && !hinted) {
            hinted = true;
            log.say("a line that begins with \"dure:\" is kept as plain text: what follows must be a JSON object with"
                    + " numbers, such as dure: {\"step\": 3, \"loss\": 0.41}; names are of letters, digits, _ - . / : and"
                    + " spaces and do not begin with dure.");
        }
        if (metrics != null && metrics.size() < POINTS_MAX) {
            for (MetricLines.Point point : points) {
                metrics.add(Json.MAPPER.writeValueAsBytes(point));
            }
        }
    }
}
