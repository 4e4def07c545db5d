package org.dure.cli.verbs;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dure shell`: this terminal becomes one inside an interactive session.
@Command(
        name = "shell",
        description = "Open a terminal inside an interactive session (dure run --interactive). Its shell ends with it.")
public final class ShellVerb implements Callable<Integer> {

    private static final String TERMINAL = "/dev/tty";
    private static final int BUFFER_BYTES = 4 << 10;
    private static final long SIZE_PAUSE_MILLIS = 1_000;

    private final Console console;

    @Mixin
    final Connection connection;

    @Parameters(paramLabel = "SESSION", description = "Id, or the name of the newest such session.")
    String session = "";

    public ShellVerb(Console console) {
        this.console = console;
        this.connection = new Connection(console);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String before = stty("-g");
        if (before == null) {
            throw new CommandFailure(ExitCode.USAGE, "dure shell needs a terminal; this input is none.");
        }
        String id = SessionVerbs.sessionId(connection.finder(), session);
        Size size = Size.now();
        Screen screen = new Screen(console.out());
        WebSocket socket = connection
                .api()
                .webSocket(
                        "/api/v1/sessions/" + id + "/terminal?columns=" + size.columns() + "&rows=" + size.rows(),
                        screen);
        Thread restore = new Thread(() -> stty(before));
        Runtime.getRuntime().addShutdownHook(restore);
        stty("raw", "-echo");
        try {
            Thread.ofPlatform().daemon().name("typed").start(() -> type(socket));
            Thread.ofPlatform().daemon().name("size").start(() -> follow(socket, size));
            screen.ended.await();
        } finally {
            stty(before);
            Runtime.getRuntime().removeShutdownHook(restore);
        }
        if (!screen.reason.isEmpty()) {
            console.err().println(screen.reason);
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    private static void type(WebSocket socket) {
        try (InputStream terminal = new FileInputStream(TERMINAL)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = terminal.read(buffer); n >= 0; n = terminal.read(buffer)) {
                socket.sendBinary(ByteBuffer.wrap(buffer, 0, n), true).join();
            }
        } catch (IOException gone) {
            socket.abort();
        }
    }

    /// Java learns of no change of the terminal's size, so it is asked for.
    private static void follow(WebSocket socket, Size first) {
        Size told = first;
        while (!socket.isOutputClosed()) {
            try {
                Thread.sleep(SIZE_PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
            Size now = Size.now();
            if (!now.equals(told)) {
                socket.sendText("{\"columns\": " + now.columns() + ", \"rows\": " + now.rows() + "}", true);
                told = now;
            }
        }
    }

    private record Size(int columns, int rows) {

        static Size now() {
            String answer = stty("size");
            String[] parts = answer == null ? new String[0] : answer.split(" ");
            try {
                return new Size(Integer.parseInt(parts[1]), Integer.parseInt(parts[0]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException unknown) {
                return new Size(80, 24);
            }
        }
    }

    /// Null where there is no terminal.
    private static @Nullable String stty(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("stty", "-F", TERMINAL));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : null;
        } catch (IOException | InterruptedException none) {
            return null;
        }
    }

    /// What comes from inside goes to this terminal as it is.
    private static final class Screen implements WebSocket.Listener {

        private final PrintStream out;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String reason = "";

        Screen(PrintStream out) {
            this.out = out;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            out.write(bytes, 0, bytes.length);
            out.flush();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String why) {
            reason = why;
            ended.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            reason = "The connection broke off: " + error.getMessage();
            ended.countDown();
        }
    }
}
