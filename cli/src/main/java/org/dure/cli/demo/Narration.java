package org.dure.cli.demo;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Tells people what happens, station by station, and keeps how long each took.
final class Narration {

    private final PrintStream out;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private String station = "";
    private long beganNanos;

    Narration(PrintStream out) {
        this.out = out;
    }

    /// Begins a station; the one before ends.
    ///
    /// @param name  for programs
    /// @param title for people
    void station(String name, String title) {
        end();
        station = name;
        beganNanos = System.nanoTime();
        out.println();
        out.println((seconds.size() + 1) + ". " + title);
        out.flush();
    }

    void say(String format, Object... values) {
        out.println("   " + String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /// Where a person sees it.
    void page(String url) {
        out.println("   → " + url);
        out.flush();
    }

    PrintStream out() {
        return out;
    }

    /// By station, in their order.
    Map<String, Double> end() {
        if (!station.isEmpty()) {
            seconds.put(station, Math.round((System.nanoTime() - beganNanos) / 1e8) / 10.0);
            station = "";
        }
        return seconds;
    }
}
