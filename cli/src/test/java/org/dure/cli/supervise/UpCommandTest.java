package org.dure.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.dure.base.Json;
import org.dure.cli.ExitCode;
import org.dure.cli.TestConsole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class UpCommandTest {

    @TempDir
    Path folder;

    private Path data;
    private TestConsole console;

    @BeforeEach
    void console() {
        data = folder.resolve("data");
        console = new TestConsole(folder.resolve("clone"), Map.of());
    }

    @Test
    void a_port_in_use_is_one_clear_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            int code = console.run("up", "--data", data.toString(), "--port", port, "--serve-port", freePort());

            assertThat(code).isEqualTo(ExitCode.FAILED);
            assertThat(console.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("dure: Port " + port + " on 127.0.0.1 is in use")
                    .contains("--port");
        }
    }

    @Test
    void a_data_folder_that_is_a_file_is_one_clear_line() throws Exception {
        Files.writeString(data, "I was here first");

        int code = console.run("up", "--data", data.toString());

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains(data.toString())
                .contains("is no folder")
                .contains("--data");
    }

    @Test
    void a_data_folder_that_nobody_may_write_is_one_clear_line() {
        // Even root makes no file there.
        Path unwritable = Path.of("/proc/self/dure");
        assumeFalse(Files.exists(unwritable));

        int code = console.run("up", "--data", unwritable.toString());

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(console.err().lines())
                .singleElement()
                .asString()
                .contains(unwritable.toString())
                .contains("is not writable");
    }

    @Test
    void a_second_up_on_the_same_folder_is_refused_with_the_address_of_the_first() throws Exception {
        Files.createDirectories(data);
        Path real = data.toRealPath();
        state("http://127.0.0.1:18080").write(real);
        try (FolderLock held = FolderLock.acquire(real).orElseThrow()) {
            int code = console.run("up", "--data", data.toString(), "--detach");

            assertThat(code).isEqualTo(ExitCode.FAILED);
            assertThat(console.err().lines())
                    .singleElement()
                    .asString()
                    .contains("already up")
                    .contains("http://127.0.0.1:18080")
                    .contains("dure down");
        }
        assertThat(FolderLock.isHeld(real)).isFalse();
    }

    @Test
    void wrong_arguments_name_the_option_and_leave_with_two() {
        assertThat(console.run("up", "--port", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--port").contains("between 1 and 65535");
        assertThat(console.run("up", "--port", "eighty")).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--port").contains("eighty");
        assertThat(console.run("up", "--public-url", "dure.example.org")).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--public-url");
        assertThat(console.run("upp")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void certificate_files_that_cannot_be_used_are_one_clear_line() throws Exception {
        Path certificate = Files.writeString(folder.resolve("dure.crt"), "no certificate");
        Path key = folder.resolve("dure.key");

        assertThat(console.run("up", "--tls-certificate", certificate.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--tls-key").contains("give both");

        assertThat(console.run("up", "--tls-certificate", certificate.toString(), "--tls-key", key.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains(certificate.toString()).contains("BEGIN CERTIFICATE");
        assertThat(data).doesNotExist();
    }

    @Test
    void the_json_line_has_the_fields_that_programs_rely_on() {
        UpState state = state("http://a:1");

        JsonNode line = Json.MAPPER.valueToTree(UpCommand.Line.of(state, Path.of("/srv/dure")));

        assertThat(line.propertyNames())
                .containsExactlyInAnyOrder("url", "serve_url", "admin", "password_file", "token_file", "data");
        assertThat(line.get("password_file").stringValue()).isEqualTo("/srv/dure/admin.password");
        assertThat(line.get("token_file").stringValue()).isEqualTo("/srv/dure/admin.token");
    }

    @Test
    void a_folder_without_a_platform_is_down() {
        assertThat(console.run("status", "--json", "--data", data.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(Json.MAPPER.readTree(console.out()).get("up").booleanValue()).isFalse();
        assertThat(console.run("down", "--data", data.toString())).isEqualTo(ExitCode.NOT_FOUND);
    }

    private static UpState state(String url) {
        return new UpState(4711, true, true, url, "http://a:2", url, "http://a:2", Instant.EPOCH);
    }

    private static String freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
