package org.dure.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.dure.cli.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInTest {

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() {
        environment.put("HOME", home.toString());
    }

    @Test
    void what_is_kept_is_found_again_and_nobody_else_may_read_it() throws Exception {
        new SignIn("http://dure.example.org", "dure_secret").keep(environment);

        assertThat(SignIn.find(environment)).isEqualTo(new SignIn("http://dure.example.org", "dure_secret"));
        Path file = home.resolve(".config/dure/config.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void the_environment_stands_above_what_is_kept() {
        new SignIn("http://kept.example.org", "kept").keep(environment);
        environment.put("DURE_URL", "http://given.example.org/");
        environment.put("DURE_TOKEN", "given");

        assertThat(SignIn.find(environment)).isEqualTo(new SignIn("http://given.example.org", "given"));
    }

    @Test
    void the_owner_of_a_data_folder_is_its_administrator() throws Exception {
        Path data = Files.createDirectory(home.resolve("data"));
        Files.writeString(data.resolve("admin.token"), "dure_admin\n");
        Files.writeString(data.resolve("up.json"), """
                {"pid": 1, "ready": true, "first_start": false, "url": "https://dure.example.org", "serve_url": "x",
                 "local_url": "http://127.0.0.1:18080", "local_serve_url": "y", "started_at": "2026-01-01T00:00:00Z"}
                """);
        environment.put("DURE_DATA", data.toString());

        assertThat(SignIn.find(environment)).isEqualTo(new SignIn("http://127.0.0.1:18080", "dure_admin"));
    }

    @Test
    void without_any_the_line_says_how_to_sign_in() {
        assertThatThrownBy(() -> SignIn.find(environment))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(3))
                .hasMessageContaining("dure login");
    }
}
