package org.dure.agent.sandbox;

/// The shell scripts that serve streams inside an interactive sandbox. They run as the program's user: whoever tampers
/// with them shuts out only the people of that session. What they call is the node's own, as in [Launch#INSIDE]; only
/// the
/// shell that a terminal becomes is the program's.
final class StreamScripts {

    /// Waits on its input, a connection to the agent, for a line that says what the stream is for, lets the next one
    /// wait, and serves it. The line is one of `port <number>`, `terminal <id> <columns> <rows>` and
    /// `resize <id> <columns> <rows>`.
    private static final String STREAM = """
            read -r kind what columns rows || exit 0
            ( NODE:socat UNIX-CONNECT:/run/dure/streams.sock EXEC:"NODE:sh /run/etc/stream" </dev/null >/dev/null 2>&1 & )
            case "$kind" in
                port) exec NODE:socat - "TCP:127.0.0.1:$what" ;;
                terminal)
                    exec NODE:socat - "EXEC:NODE:sh /run/etc/terminal $what $columns $rows,pty,setsid,ctty,stderr,sighup,sigint" ;;
                resize)
                    read -r terminal <"/tmp/.dure-terminal-$what" && NODE:stty -F "$terminal" cols "$columns" rows "$rows" ;;
            esac
            """;

    /// Becomes a shell on the terminal that it is started on, and leaves that terminal's name for `resize`. In the
    /// platform's own workplaces it stands in the home folder: what is written elsewhere goes with the session.
    ///
    /// Arguments: id, columns, rows.
    private static final String TERMINAL = """
            NODE:tty >"/tmp/.dure-terminal-$1"
            NODE:stty cols "$2" rows "$3"
            export TERM=xterm-256color
            if [ -d /checkpoint/home ]; then export HOME=/checkpoint/home; cd /checkpoint/home; fi
            if command -v bash >/dev/null; then exec bash -i; fi
            exec sh -i
            """;

    private StreamScripts() {}

    static String stream(Root root) {
        return STREAM.replaceAll("NODE:(\\w+)", root.node("$1"));
    }

    static String terminal(Root root) {
        return TERMINAL.replaceAll("NODE:(\\w+)", root.node("$1"));
    }
}
