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

    private BuildScripts() {}

    static String unpack(Root root) {
        return UNPACK.replaceAll("NODE:(\\w+)", root.node("$1"));
    }
}
