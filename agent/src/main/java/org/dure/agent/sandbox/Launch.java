package org.dure.agent.sandbox;

/// The shell scripts between the agent and the program. Values reach them as arguments, never as text of the script.
final class Launch {

    /// Joins the control groups, limits what `setrlimit` can, and hands over to bubblewrap, whose settings and system
    /// call filter wait in files that only the agent may read. For an agent that is not root.
    ///
    /// Where the node runs out of memory, sessions go before what serves them; one that inherited the shield of a
    /// service (`oom_score_adj` -1000) could not even be ended at its own limit.
    ///
    /// Arguments: file limit in 512-byte blocks; folder of the launch files; number of groups and their
    /// `cgroup.procs`; the command.
    static final String AS_USER = """
            blocks="$1"; files="$2"; groups="$3"; shift 3
            while [ "$groups" -gt 0 ]; do echo 0 > "$1" || exit 125; shift; groups=$((groups - 1)); done
            ulimit -c 0 && ulimit -f "$blocks" && echo 500 > /proc/self/oom_score_adj || exit 125
            exec bwrap --seccomp 9 --args 8 -- "$@" 7>"$files/started" 8<"$files/arguments" 9<"$files/filter"
            """;

    /// The same for an agent that is root: it runs in a mount namespace of its own, gathers the folders to mount
    /// where the unprivileged user can reach them (their own parents may be closed to it), and becomes that user
    /// for good.
    ///
    /// Arguments before those of [#AS_USER]: user id; the folder to gather in; where to show it; number of folders,
    /// the folders.
    static final String AS_ROOT = """
            user="$1"; gather="$2"; shown="$3"; folders="$4"; shift 4
            mount -t tmpfs -o mode=755,size=1m gather "$gather" || exit 125
            number=0
            while [ "$number" -lt "$folders" ]; do
                mkdir "$gather/$number" && mount --bind -- "$1" "$gather/$number" || exit 125
                shift; number=$((number + 1))
            done
            mount --rbind -- "$gather" "$shown" || exit 125
            blocks="$1"; files="$2"; groups="$3"; shift 3
            while [ "$groups" -gt 0 ]; do echo 0 > "$1" || exit 125; shift; groups=$((groups - 1)); done
            ulimit -c 0 && ulimit -f "$blocks" && echo 500 > /proc/self/oom_score_adj || exit 125
            exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
                -- bwrap --seccomp 9 --args 8 -- "$@" 7>"$files/started" 8<"$files/arguments" 9<"$files/filter"
            """;

    /// Runs inside: opens the loopback port to the platform, says on descriptor 7 what is wrong with the command or
    /// that it starts, and becomes it. `python` is `python3` where the node knows no other. The port's carrier is a
    /// grandchild, so that the program has no child it did not make. So is what waits for
    /// streams from outside, where there may be such.
    ///
    /// What it calls itself are the node's own programs. Where an image stands in for the node's files, they lie at
    /// [Root#NODE] and are run by the node's own loader: an image may have none of them, nor any loader at all.
    ///
    /// Arguments: whether the network is the sandbox's `own` or the `node`'s, where the agent itself listens at
    /// the port; whether it is interactive, port, the port as four hexadecimal digits, the node's loader and its
    /// libraries (both empty where there is no image), the command.
    static final String INSIDE = """
            network="$1"; interactive="$2"; port="$3"; hexadecimal="$4"; loader="$5"; libraries="$6"; shift 6
            node() {
                if [ -z "$loader" ]; then "$@"; return; fi
                name="$1"; shift
                "$loader" --library-path "$libraries" "/run/node/usr/bin/$name" "$@"
            }
            fail() { echo "$1" >&7; exit 127; }
            if [ "$network" = own ]; then
                ( node socat "TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork,max-children=16" UNIX-CONNECT:/run/dure/platform.sock \\
                    </dev/null >/dev/null 2>&1 7>&- & )
            fi
            tries=0
            until node grep -q ": 0100007F:$hexadecimal 00000000:0000 0A" /proc/net/tcp; do
                tries=$((tries + 1))
                [ "$tries" -lt 500 ] || fail "the sandbox could not open its port to the platform"
                node sleep 0.02
            done
            if [ "$1" = python ] && ! command -v python >/dev/null; then shift; set -- python3 "$@"; fi
            if [ "$interactive" = yes ]; then
                shell=/bin/sh
                [ -z "$loader" ] || shell="$loader --library-path $libraries /run/node/usr/bin/sh"
                ( node socat UNIX-CONNECT:/run/dure/streams.sock "EXEC:$shell /run/etc/stream" \\
                    </dev/null >/dev/null 2>&1 7>&- & )
            fi
            case "$1" in
                */*)
                    [ -e "$1" ] || fail "no such program: $1"
                    [ ! -d "$1" ] || fail "not a program but a folder: $1"
                    [ -x "$1" ] || fail "not executable: $1" ;;
                *)
                    command -v "$1" >/dev/null || fail "no such program: $1" ;;
            esac
            echo started >&7
            exec 7>&-
            exec "$@"
            """;

    private Launch() {}
}
