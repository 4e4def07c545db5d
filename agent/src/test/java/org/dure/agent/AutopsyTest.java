package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real programs that fail, and what is found out about it.
class AutopsyTest {

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder);
        stage.limits = new WorkOrder.Limits(60, 24, 8L << 20, 1);
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void too_little_memory() throws Exception {
        stage.needs = new WorkOrder.Needs(1, 64L << 20, List.of());
        stage.start("/usr/bin/python3", "-c", "held = bytearray(512 << 20)").end();

        found("MAIN_MEMORY_FULL", "ASK_FOR_MEMORY", "used more than 64 MiB of memory");
    }

    @Test
    void a_missing_module() throws Exception {
        stage.start("/usr/bin/python3", "-c", "import torchvizion.models").end();

        found("MODULE_MISSING", "ADD_REQUIREMENT", "ModuleNotFoundError: No module named 'torchvizion'");
        assertThat(autopsy().finding().text()).isEqualTo("the module torchvizion is not installed");
    }

    @Test
    void a_missing_file() throws Exception {
        stage.start("/usr/bin/python3", "-c", "open('/data/digits/train.csv')").end();

        found(
                "FILE_MISSING",
                "CHECK_PATHS",
                "FileNotFoundError: [Errno 2] No such file or directory: '/data/digits/train.csv'");
        assertThat(autopsy().finding().parts().getFirst().parameters()).containsEntry("name", "/data/digits/train.csv");
    }

    @Test
    void a_place_that_is_read_only() throws Exception {
        stage.start("/usr/bin/python3", "-c", "open('/program/model.bin', 'wb')")
                .end();

        found("PLACE_READ_ONLY", "WRITE_TO_OUTPUT", "OSError: [Errno 30] Read-only file system: '/program/model.bin'");
    }

    @Test
    void a_file_larger_than_the_disk_share() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import signal
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                open('/output/large', 'wb').write(bytes(64 << 20))
                """).end();

        assertThat(autopsy().finding().parts().getFirst().code()).isEqualTo("DISK_SHARE_FULL");
    }

    @Test
    void too_many_threads() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import threading, time
                for i in range(200):
                    threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
                """).end();

        found(
                "PROCESS_LIMIT_REACHED",
                "FEWER_WORKERS",
                "RuntimeError: can't start new thread",
                "exit code 1; it ran into its limit of 24 processes and threads at a time");
    }

    @Test
    void too_little_time() throws Exception {
        stage.limits = new WorkOrder.Limits(1, 24, 8L << 20, 1);
        stage.shell("exec sleep 60").end();

        found("TIME_LIMIT_REACHED", "RAISE_TIME_LIMIT", "ran longer than its limit of 1 seconds");
    }

    @Test
    void a_network_that_is_not_there() throws Exception {
        stage.start("/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('https://example.com')")
                .end();

        assertThat(autopsy().finding().parts().getFirst().code()).isEqualTo("NETWORK_CLOSED");
        assertThat(autopsy().evidence().getFirst()).startsWith("urllib.error.URLError: <urlopen error");
    }

    @Test
    void a_damaged_checkpoint() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import pickle
                open('/tmp/half.pkl', 'wb').write(b'\\x80\\x04\\x95garbage')
                pickle.load(open('/tmp/half.pkl', 'rb'))
                """).end();

        assertThat(autopsy().finding().parts().getFirst().code()).isEqualTo("CHECKPOINT_DAMAGED");
    }

    @Test
    void a_crash_in_native_code() throws Exception {
        stage.start("/usr/bin/python3", "-c", "import ctypes; print('about to'); ctypes.string_at(0)")
                .end();

        found("CRASHED", "LOOK_AT_LIBRARIES", "about to", "ended by signal 11 (SIGSEGV)");
    }

    @Test
    void a_program_that_is_not_there() throws Exception {
        stage.start("./trian.py").end();

        found("PROGRAM_NOT_FOUND", "CHECK_COMMAND", "no such program: ./trian.py");
    }

    @Test
    void an_error_of_its_own() throws Exception {
        stage.start("/usr/bin/python3", "-c", "raise ValueError('labels are 10, classes 9')")
                .end();

        found("OWN_ERROR", "READ_LOG", "ValueError: labels are 10, classes 9");
    }

    @Test
    void an_exit_code_alone_tells_nothing_more() throws Exception {
        stage.shell("echo the end; exit 3").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.server.states.getLast().autopsy()).isNull();
    }

    private Autopsy autopsy() {
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        return stage.server.states.getLast().autopsy();
    }

    private void found(String finding, String next, String... evidence) {
        assertThat(autopsy().finding().parts().getFirst().code()).isEqualTo(finding);
        assertThat(autopsy().nextStep().parts().getFirst().code()).isEqualTo(next);
        assertThat(autopsy().evidence()).containsExactly(evidence);
    }
}
