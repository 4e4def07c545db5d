package org.dure.cli.loop;

/// The programs that are killed.
enum Victim {
    SERVER("org.dure.server.DureServer"),
    SERVE("org.dure.serve.Serve"),
    RUNNER("org.dure.serve.runner.Runner"),
    POSTGRES("postgres"),
    AGENT("org.dure.agent.Agent");

    /// Stands in its command line: the main class, or the program's file name.
    final String mark;

    Victim(String mark) {
        this.mark = mark;
    }
}
