package org.dure.agent.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.dure.base.agent.LogChunk;

/// Cuts the text of a log into numbered chunks and spools them.
///
/// A chunk is cut when it is full, or at a line's end when [#tick] finds one; a line that stays unfinished for a second
/// (a progress bar, a prompt) is cut where it stands. The platform's own lines wait as long for the end of a line that
/// the program is at, so that it stays whole. Thread-safe.
public final class LogChunker {

    /// UTF-8 takes at most three bytes for each Java char, so a full chunk stays within the protocol's 64 KiB.
    private static final int CHARS_MAX = (64 << 10) / 3;

    /// How much text one attempt may log, in chars.
    public static final long TOTAL_MAX = 64L << 20;

    private static final Duration UNFINISHED_MAX = Duration.ofSeconds(1);

    private final Spool spool;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder own = new StringBuilder();
    private Instant since = Instant.now();
    private Instant ownSince = Instant.now();
    private boolean midLine;
    private long number;
    private long total;
    private boolean cutOff;

    public LogChunker(Spool spool) {
        this.spool = spool;
    }

    /// Adds what the program printed.
    synchronized void print(CharSequence printed) throws IOException {
        if (!fits(printed.length())) {
            return;
        }
        int lineEnd = own.isEmpty() ? 0 : printed.toString().indexOf('\n') + 1;
        if (lineEnd > 0) {
            append(printed.subSequence(0, lineEnd));
            appendOwn();
        }
        append(printed.subSequence(lineEnd, printed.length()));
    }

    /// Adds a line of the platform's own, whatever the program's log has come to.
    public synchronized void say(String line) throws IOException {
        add("[dure] " + line);
    }

    /// Adds a line of another rank of the gang.
    public synchronized void relay(int rank, String line) throws IOException {
        if (fits(line.length() + 1)) {
            add("[" + rank + "] " + line);
        }
    }

    private boolean fits(int length) throws IOException {
        if (!cutOff && total + length > TOTAL_MAX) {
            cutOff = true;
            say("this session has logged more than " + (TOTAL_MAX >> 20) + " MiB: the rest of its output is left out");
            appendOwn();
        }
        total += cutOff ? 0 : length;
        return !cutOff;
    }

    private void add(String line) throws IOException {
        if (own.isEmpty()) {
            ownSince = Instant.now();
        }
        own.append(line).append('\n');
        if (!midLine) {
            appendOwn();
        }
    }

    /// To be called a few times a second.
    public synchronized void tick() throws IOException {
        if (isOver(ownSince)) {
            appendOwn();
        }
        int lineEnd = text.lastIndexOf("\n") + 1;
        if (lineEnd > 0) {
            cut(lineEnd);
        } else if (!text.isEmpty() && isOver(since)) {
            cut(text.length());
        }
    }

    private static boolean isOver(Instant since) {
        return Duration.between(since, Instant.now()).compareTo(UNFINISHED_MAX) > 0;
    }

    /// Nothing more will come: cuts what is left.
    public synchronized void end() throws IOException {
        appendOwn();
        if (!text.isEmpty()) {
            cut(text.length());
        }
    }

    private void appendOwn() throws IOException {
        if (own.isEmpty()) {
            return;
        }
        String lines = (midLine ? "\n" : "") + own;
        own.setLength(0);
        append(lines);
    }

    private void append(CharSequence added) throws IOException {
        if (added.isEmpty()) {
            return;
        }
        if (text.isEmpty()) {
            since = Instant.now();
        }
        text.append(added);
        midLine = added.charAt(added.length() - 1) != '\n';
        while (text.length() >= CHARS_MAX) {
            int lineEnd = text.lastIndexOf("\n", CHARS_MAX - 1) + 1;
            cut(lineEnd > 0 ? lineEnd : wholeCharacters(CHARS_MAX));
        }
    }

    /// Never between the two halves of one character.
    private int wholeCharacters(int length) {
        return Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    }

    private void cut(int length) throws IOException {
        number++;
        spool.add(Json.MAPPER.writeValueAsBytes(new LogChunk(number, since, text.substring(0, length))));
        text.delete(0, length);
        since = Instant.now();
    }
}
