package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.base.agent.AttemptState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program in the sandbox cannot see, reach or do.
class AgentIsolationTest {

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder);
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void it_sees_nothing_but_its_own() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret-of-others"), "secret");
        stage.shell("""
                for path in /root /home /work /etc/shadow /var /srv /mnt /sys /boot %s %s; do
                    [ ! -e "$path" ] || echo "SEES $path"
                done
                ls /
                for path in / /usr /usr/bin /etc /program /opt /run /run/dure /data; do
                    if touch "$path/mark" 2>/dev/null; then echo "WRITES $path"; fi
                done
                tr '\\0' '\\n' < /proc/1/environ | grep -v -e ^PATH= -e '^PWD=/$' | sed 's/^/INHERITS /'
                """.formatted(secret, folder)).end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(stage.server.log())
                .doesNotContain("SEES", "WRITES", "INHERITS")
                .contains("checkpoint\n");
    }

    @Test
    void it_reaches_no_network_but_its_own_loopback() throws Exception {
        try (ServerSocket onHost = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            stage.start("/usr/bin/python3", "-c", """
                    import socket
                    def attempt(name, family, address):
                        try:
                            socket.socket(family, socket.SOCK_STREAM).connect(address)
                            print("REACHED", name)
                        except OSError as refused:
                            print("refused", name, refused.strerror)
                    attempt("host", socket.AF_INET, ("127.0.0.1", %d))
                    attempt("world", socket.AF_INET, ("192.0.2.1", 80))
                    attempt("metadata", socket.AF_INET, ("169.254.169.254", 80))
                    attempt("hypervisor", 40, (2, 1))
                    attempt("platform", socket.AF_INET, ("127.0.0.1", 5000))
                    print([name for index, name in socket.if_nameindex()])
                    """.formatted(onHost.getLocalPort()))
                    .end();
        }

        assertThat(stage.server.log())
                .contains("refused host", "refused world", "refused metadata", "refused hypervisor Address family")
                .contains("REACHED platform", "['lo']");
        assertThat(stage.server.log().split("REACHED")).hasSize(2);
    }

    @Test
    void it_has_no_privileges_and_gets_none() throws Exception {
        stage.shell(
                        "grep -E '^(Cap|NoNewPrivs|Seccomp:|Uid)' /proc/self/status; id -u; unshare -U true; mount -t tmpfs x /tmp")
                .end();

        List<String> lines = stage.server.log().lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.startsWith("Cap"))
                .allMatch(line -> line.endsWith("\t0000000000000000"));
        assertThat(lines).contains("NoNewPrivs:\t1", "Seccomp:\t2", "1000");
        assertThat(stage.server.log()).contains("unshare failed: Operation not permitted");
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
    }

    @Test
    void the_filter_refuses_what_opens_the_kernel() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import ctypes, errno, platform
                libc = ctypes.CDLL(None, use_errno=True)
                arm = platform.machine() == "aarch64"
                calls = {"bpf": (280 if arm else 321, 0), "keyctl": (219 if arm else 250, 0),
                         "userfaultfd": (282 if arm else 323, 0), "perf_event_open": (241 if arm else 298, 0),
                         "ptrace": (117 if arm else 101, 0), "setns": (268 if arm else 308, 0),
                         "clone into a user namespace": (220 if arm else 56, 0x10000000 | 17),
                         "clone3": (435, 0), "io_uring_setup": (425, 0), "getpid": (172 if arm else 39, 0)}
                for name, (number, flags) in calls.items():
                    ctypes.set_errno(0)
                    result = libc.syscall(number, flags, 0, 0, 0, 0, 0)
                    print(name, errno.errorcode.get(ctypes.get_errno(), result > 0))
                """).end();

        assertThat(stage.server.log())
                .contains(
                        "bpf EPERM",
                        "keyctl EPERM",
                        "userfaultfd EPERM",
                        "perf_event_open EPERM",
                        "ptrace EPERM",
                        "setns EPERM",
                        "clone into a user namespace EPERM",
                        "clone3 ENOSYS",
                        "io_uring_setup EPERM",
                        "getpid True");
    }

    @Test
    void its_processes_run_as_a_user_of_their_own() throws Exception {
        stage.shell("touch /tmp/here; sleep 60");
        stage.await("the program", () -> Files.exists(stage.work().resolve("scratch/here")));
        int owner = (Integer) Files.getAttribute(stage.work().resolve("scratch/here"), "unix:uid");

        assertThat(owner).isEqualTo(SandboxUser.of(stage.attempt).id()).isNotZero();
    }

    @Test
    void a_link_in_its_outputs_leads_nowhere() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        stage.shell("""
                ln -s %s /output/stolen; ln -s / /output/root; mkfifo /output/pipe
                mkdir /output/deep && ln -s ../../../../../../../../%s /output/deep/stolen; echo mine > /output/mine
                """.formatted(secret, secret)).end();

        assertThat(stage.server.outputs).containsOnlyKeys("mine");
        assertThat(stage.server.log())
                .contains(
                        "output stolen is left out: a symbolic link",
                        "output root is left out: a symbolic link",
                        "output deep/stolen is left out: a symbolic link",
                        "output pipe is left out: not a regular file");
    }
}
