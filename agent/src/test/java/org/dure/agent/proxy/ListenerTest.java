package org.dure.agent.proxy;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets at paths about as long as an address may be: 107 bytes for the kernel, 106 for Java, more by a link.
class ListenerTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {60, 105, 106, 107, 108, 109, 200})
    void a_socket_opens_however_long_its_path_is(int length) throws Exception {
        String name = "/a.sock";
        String parent = folder.toString();
        while (parent.length() + name.length() < length) {
            int part = Math.min(100, length - parent.length() - name.length() - 1);
            parent += "/" + "x".repeat(Math.max(1, part));
        }
        Path socket = Path.of(Files.createDirectories(Path.of(parent)) + name);

        assertThatCode(() -> Listener.open(socket, client -> {}).close())
                .as("%d bytes", socket.toString().length())
                .doesNotThrowAnyException();
    }
}
