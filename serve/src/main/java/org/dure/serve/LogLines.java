package org.dure.serve;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/// Sends the log to standard output, a line per event: time, level, message.
final class LogLines {

    private LogLines() {}

    static void toStandardOutput() {
        LogManager.getLogManager().reset();
        Handler handler =
                new StreamHandler(
                        new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out)), new Line()) {
                    @Override
                    public synchronized void publish(LogRecord event) {
                        super.publish(event);
                        flush();
                    }
                };
        handler.setLevel(Level.INFO);
        try {
            handler.setEncoding(StandardCharsets.UTF_8.name());
        } catch (java.io.UnsupportedEncodingException impossible) {
            throw new IllegalStateException("Every JDK has UTF-8", impossible);
        }
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        Logger.getLogger("io.helidon").setLevel(Level.WARNING);
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            StringBuilder line = new StringBuilder()
                    .append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                    .append(' ')
                    .append(event.getLevel().getName())
                    .append(' ')
                    .append(formatMessage(event).replace('\n', ' '))
                    .append('\n');
            if (event.getThrown() != null) {
                StringWriter trace = new StringWriter();
                event.getThrown().printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }
    }
}
