# `dure test`: the tests of all modules, the web's, the browser's and the Python helper's, and one line that sums them up.

test_usage() {
    cat <<'TEXT'
Usage: dure test [--all | --long]
Run all tests but the long ones.
      --all    Also the long ones: kill rounds, the demo, clients that take long to install.
      --long   The long ones alone.
TEXT
}

passed=0
failed=0

# Adds up the reports of JUnit's kind below the given folders that are newer than the marker: of one file the outermost
# element, which sums up those below.
count_reports() {
    local marker=$1 report head tests errors failures skipped
    shift
    while IFS= read -r report; do
        head=$(grep -aoE -m 1 '<testsuites?( [^>]*)?' "$report" | head -n 1)
        tests=$(attribute tests "$head")
        errors=$(attribute errors "$head")
        failures=$(attribute failures "$head")
        skipped=$(attribute skipped "$head")
        failed=$((failed + errors + failures))
        passed=$((passed + tests - errors - failures - skipped))
    done < <(find "$@" -newer "$marker" 2>/dev/null)
}

attribute() { printf '%s' "$2" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | grep . || echo 0; }

# Builds the programs on the way. A test that fails does not keep the modules that build on its own from being tested;
# the reports count it. Modules that do not build on each other are tested side by side: their tests wait more than they
# compute.
test_java() {
    local marker=$1 which=$2 reports=() module
    for module in $modules; do
        reports+=("$home/$module/target/surefire-reports")
    done
    begin_java
    begin_caches "$marker"
    if maven -ntp --threads 2 --fail-at-end -Dmaven.test.failure.ignore=true \
        -Dcli.packaged=process-classes $which verify; then
        end_java
    else
        ended_badly="$ended_badly java"
    fi
    end_caches
    count_reports "$marker" "${reports[@]}" -name 'TEST-*.xml'
}

# Beside the tests of cli, the last module: from their beginning on all programs are there. Where these tests do not run,
# the build that follows makes the caches.
begin_caches() {
    local marker=$1
    caches_begun=$(mktemp -u)
    (
        until [ -n "$(find "$home/cli/target/surefire" -newer "$marker" -print -quit 2>/dev/null)" ]; do sleep 1; done
        touch "$caches_begun"
        ! caches_are_stale || make_start_caches
    ) &
    caches_job=$!
}

end_caches() {
    [ -e "$caches_begun" ] || kill "$caches_job" 2>/dev/null
    wait "$caches_job" 2>/dev/null
    rm -f "$caches_begun"
}

# A step of the build without its title and the pattern of its progress.
quietly() { "${@:3}"; }

# The pages are built, linted and tested beside the Java tests, and behind them where both want the processor. What it
# printed and how it ended lies in the given folder.
begin_web() {
    local out=$1
    (
        renice -n 10 $BASHPID >/dev/null
        # What cannot be built here fails again, and is told, when the whole is built.
        if web_is_stale; then
            build_web quietly >"$out/build" 2>&1
        fi
        npm --prefix "$home/web" run lint >"$out/lint" 2>&1
        echo $? >"$out/lint.code"
        npm --prefix "$home/web" test -- --reporter=default --reporter=junit \
            --outputFile.junit="$home/web/test-results/unit.xml" >"$out/test" 2>&1
        echo $? >"$out/test.code"
    ) &
    web_job=$!
}

# Waits for them, shows what they printed and counts: lint, which gives no count of its own, as one test.
end_web() {
    local marker=$1 out=$2
    wait "$web_job"
    cat "$out/lint" "$out/test"
    if [ "$(cat "$out/lint.code")" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        ended_badly="$ended_badly web:lint"
    fi
    [ "$(cat "$out/test.code")" -eq 0 ] || ended_badly="$ended_badly web:test"
    count_reports "$marker" "$home/web/test-results/unit.xml"
}

# Node's own test runner ends with lines such as "# pass 12" or "ℹ pass 12".
test_browser() {
    local script=$1 output
    output=$(mktemp)
    npm --prefix "$home/web" run "$script" 2>&1 | tee "$output"
    [ "${PIPESTATUS[0]}" -eq 0 ] || ended_badly="$ended_badly web:$script"
    passed=$((passed + $(node_count pass "$output")))
    failed=$((failed + $(node_count fail "$output") + $(node_count cancelled "$output")))
    rm -f "$output"
}

node_count() { sed -nE "s/^[^a-z]* ?$1 ([0-9]+)[^0-9]*$/\1/p" "$2" | tail -n 1 | grep . || echo 0; }

test_python() {
    local output ran bad code
    [ -d "$home/sdk/python/tests" ] || return 0
    if ! command -v python3 >/dev/null; then
        say "Python is missing: the tests of sdk/python were left out (Debian: apt install python3)"
        return 0
    fi
    output=$(cd "$home/sdk/python" && python3 -m unittest discover -s tests 2>&1)
    code=$?
    printf '%s\n' "$output"
    ran=$(printf '%s' "$output" | sed -n 's/^Ran \([0-9]*\) tests\{0,1\}.*/\1/p')
    bad=$(printf '%s' "$output" | sed -n 's/^FAILED (\(.*\))/\1/p' | grep -oE '(failures|errors)=[0-9]+' \
        | cut -d= -f2 | paste -sd+ - | grep . || echo 0)
    bad=$((bad))
    passed=$((passed + ${ran:-0} - bad))
    failed=$((failed + bad))
    [ $code -eq 0 ] || ended_badly="$ended_badly python"
}

run_tests() {
    local which="" marker web
    ended_badly=""
    case "${1:-}" in
        "") ;;
        --all) which=-Dall ;;
        --long) which="-Dlong -Dspotless.check.skip=true" ;;
        -h | --help) test_usage; return 0 ;;
        *) say "dure: test knows no $1"; test_usage >&2; return 2 ;;
    esac
    require_jdk
    marker=$(mktemp)
    # Some of the long ones start Dure themselves: for them everything is built first.
    [ -z "$which" ] || build always
    if [ "${1:-}" = --long ]; then
        test_java "$marker" "$which"
    else
        require_node
        web=$(mktemp -d)
        lock_build
        begin_web "$web"
        test_java "$marker" "$which"
        end_web "$marker" "$web"
        unlock_build
        build always
        test_browser test:browser
        test_python
        rm -rf "$web"
    fi
    [ -z "$which" ] || test_browser test:browser:long
    rm -f "$marker"
    if [ -n "$ended_badly" ]; then
        say "Ended badly:$ended_badly"
    fi
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ] && [ -z "$ended_badly" ]
}
