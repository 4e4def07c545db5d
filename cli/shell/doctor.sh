# `dure doctor`: what this machine lacks, what for, and what brings it. Works before anything is built.

doctor_usage() {
    cat <<'TEXT'
Usage: dure doctor [--json]
Say what this machine lacks, what it is needed for, and the package that brings it.
      --json   One line of JSON for each lack: what, for_what, needed, remedy.
Leaves with 0 when sessions can run here, 1 when they cannot.
TEXT
}

# what | for what | needed (true: nothing runs without it) | remedy
lack() {
    local what=$1 for_what=$2 needed=$3 remedy=$4
    if [ "$needed" = true ]; then lacks_needed=1; fi
    lacks=$((lacks + 1))
    if [ "$as_json" = 1 ]; then
        printf '{"what":"%s","for_what":"%s","needed":%s,"remedy":"%s"}\n' "$what" "$for_what" "$needed" "$remedy"
    else
        printf '%-8s %s: needed for %s. %s\n' "$([ "$needed" = true ] && echo LACKING || echo optional)" \
            "$what" "$for_what" "$remedy"
    fi
}

fine() {
    if [ "$as_json" != 1 ]; then
        printf '%-8s %s\n' ok "$1"
    fi
}

check_program() {
    if command -v "$1" >/dev/null; then fine "$1"; else lack "$1" "$2" "$3" "apt install $4"; fi
}

check_build_tools() {
    local version
    if jdk=$(find_jdk); then
        fine "JDK $(jdk_version "$jdk") ($jdk)"
    else
        jdk=""
        lack "JDK $jdk_wanted" "building and running everything" true "apt install openjdk-$jdk_wanted-jdk, or https://adoptium.net"
    fi
    version=$(node_version)
    if [ -n "$version" ] && [ "$version" -ge "$node_wanted" ] && command -v npm >/dev/null; then
        fine "Node $version"
    elif [ -f "$home/web/dist/index.html" ]; then
        lack "Node $node_wanted" "building the web pages anew (they are built)" false "apt install nodejs npm, or https://nodejs.org"
    else
        lack "Node $node_wanted" "building the web pages" true "apt install nodejs npm, or https://nodejs.org"
    fi
}

check_sandbox_simply() {
    check_program bwrap "isolating sessions and models" true bubblewrap
    check_program socat "the way from a session to the platform" true socat
    check_program setpriv "running sessions as an unprivileged user" true util-linux
    if unshare --user true 2>/dev/null; then
        fine "user namespaces"
    else
        lack "user namespaces" "isolating sessions, and PostgreSQL where Dure runs as root" true \
            "sysctl -w kernel.unprivileged_userns_clone=1 and user.max_user_namespaces above 0"
    fi
    if grep -qE ' cgroup2? ' /proc/mounts; then
        fine "cgroups"
    else
        lack "cgroups" "limiting the memory and processes of sessions" true "mount cgroup2 on /sys/fs/cgroup"
    fi
}

check_python() {
    local python=/usr/bin/python3
    if [ ! -x "$python" ]; then
        lack "$python" "programs in Python" false "apt install python3"
        return
    fi
    fine "$python"
    if "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        fine "python3-venv"
    else
        lack "python3-venv" "environments for a program's requirements.txt" false "apt install python3-venv"
    fi
    if "$python" -m pip --version >/dev/null 2>&1; then
        fine "python3-pip"
    else
        lack "python3-pip" "installing the packages that a program's requirements.txt names" false "apt install python3-pip"
    fi
}

# The agent's own check tries what the simple one only looks for: a sandbox, a control group.
check_as_agent() {
    local line lines
    lines=$("$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        -cp "$home/agent/target/agent-0.1.0-SNAPSHOT.jar:$home/agent/target/lib/*" org.dure.agent.sandbox.NodeCheck 2>/dev/null)
    local code=$?
    if [ $code -gt 1 ]; then
        return 1
    fi
    if [ $code = 0 ]; then
        fine "sandbox, control groups (a trial run of each)"
    fi
    while IFS= read -r line; do
        case "$line" in
            "") continue ;;
            '{"found"'*) fine "$(json_field found "$line") ($(json_field for_what "$line"))"; continue ;;
        esac
        lack "$(json_field what "$line")" "$(json_field for_what "$line")" \
            "$(printf '%s' "$line" | sed -n 's/.*"needed":\(true\|false\).*/\1/p')" "$(json_field remedy "$line")"
    done <<<"$lines"
}

json_field() { printf '%s' "$2" | sed -n "s/.*\"$1\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p"; }

doctor() {
    as_json=0
    lacks=0
    lacks_needed=0
    case "${1:-}" in
        "") ;;
        --json) as_json=1 ;;
        -h | --help) doctor_usage; return 0 ;;
        *) say "dure: doctor knows no $1"; doctor_usage >&2; return 2 ;;
    esac
    check_build_tools
    check_program setsid "starting the platform's programs" true util-linux
    if [ -n "$jdk" ] && [ -f "$home/agent/target/agent-0.1.0-SNAPSHOT.jar" ] && check_as_agent; then
        :
    else
        check_sandbox_simply
        check_python
    fi
    if command -v nvidia-smi >/dev/null; then
        fine "NVIDIA GPUs: $(nvidia-smi -L 2>/dev/null | wc -l)"
    else
        fine "no NVIDIA GPU found: sessions get CPU slots"
    fi
    if [ "$as_json" != 1 ]; then
        if [ "$lacks_needed" = 1 ]; then
            printf '%s\n' "Sessions cannot run here until what is LACKING is there."
        else
            printf '%s\n' "Sessions can run here."
        fi
    fi
    return "$lacks_needed"
}
