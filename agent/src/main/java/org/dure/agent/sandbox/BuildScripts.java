package org.dure.agent.sandbox;

/// What lies in `/run/etc` of a sandbox that makes an image.
final class BuildScripts {

    /// apt gives up root before it fetches, and looks whether it has: here it has none to give up.
    static final String APT = "APT::Sandbox::User \"root\";\n";

    /// The programs are the node's own, as in [Launch#INSIDE]: an image may have none.
    private static final String UNPACK = """
            place="$1"; mode="$2"; name="$3"
            set -e
            if [ -z "$mode" ]; then
                NODE:mkdir -p -- "$place"
                exec NODE:tar --extract --keep-directory-symlink --no-same-owner --file /run/context/files.tar -C "$place"
            fi
            if [ -d "$place" ]; then
                place="$place/$name"
            else
                NODE:mkdir -p -- "${place%/*}/"
            fi
            NODE:rm -f -- "$place"
            NODE:tar --extract --to-stdout --file /run/context/files.tar > "$place"
            NODE:chmod "$mode" -- "$place"
            """;

    /// A failure of the first program of a pipe is not the pipe's: its exit code takes a way of its own.
    private static final String TAKE = """
            place="$1"; into="$2"; mode="$3"; shift 3
            set -e
            IFS=
            for source in "$@"; do
                found=
                for path in /run/from$source; do
                    [ -e "$path" ] || [ -L "$path" ] || continue
                    found=yes
                    name="${path##*/}"
                    links=0
                    while [ -L "$path" ] && [ $links -lt 40 ]; do
                        link="$(NODE:readlink -- "$path")"
                        case "$link" in
                            /*) path="/run/from$link" ;;
                            *) path="${path%/*}/$link" ;;
                        esac
                        links=$((links + 1))
                    done
                    if [ -d "$path" ]; then
                        NODE:mkdir -p -- "$place"
                        code="$({
                            { NODE:tar --create ${mode:+"--mode=$mode"} -C "$path" . || echo failed >&3; } \\
                                | NODE:tar --extract --keep-directory-symlink --no-overwrite-dir --no-same-owner -C "$place" >&2
                        } 3>&1)"
                        [ -z "$code" ] || exit 1
                        continue
                    fi
                    if [ -n "$into" ] || [ -d "$place" ]; then
                        NODE:mkdir -p -- "$place"
                        target="$place/$name"
                    else
                        NODE:mkdir -p -- "${place%/*}/"
                        target="$place"
                    fi
                    NODE:rm -f -- "$target"
                    NODE:cp --preserve=mode,timestamps -- "$path" "$target"
                    if [ -n "$mode" ]; then NODE:chmod "$mode" -- "$target"; fi
                done
                if [ -z "$found" ]; then
                    echo "the image that it copies from has no $source"
                    exit 1
                fi
            done
            """;

    private BuildScripts() {}

    static boolean isOne(String command) {
        return command.equals(SandboxPlan.UNPACK) || command.equals(SandboxPlan.TAKE);
    }

    static String unpack(Root root) {
        return filled(UNPACK, root);
    }

    static String take(Root root) {
        return filled(TAKE, root);
    }

    private static String filled(String script, Root root) {
        return script.replaceAll("NODE:(\\w+)", root.node("$1"));
    }
}
