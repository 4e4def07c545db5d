package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure status`.
@Command(
        name = "status",
        description = "Say whether the platform of a data folder is up, and what its processes use. "
                + "Leaves with 0 when server and serve both answer.")
public final class StatusCommand implements Callable<Integer> {

    /// @param residentBytes of the process and those below it
    record ProcessLine(String name, long pid, boolean answers, long residentBytes) {}

    record Status(
            String data,
            boolean up,
            @Nullable String url,
            @Nullable String serveUrl,
            List<ProcessLine> processes) {}

    private final Console console;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Of the platform (default: $DURE_DATA, else data/ beside the script).")
    @Nullable
    Path data;

    @Option(names = "--json", description = "Print one line of JSON.")
    boolean json;

    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Status status = status(console.dataFolder(data));
        if (json) {
            console.json(status);
        } else {
            print(status);
        }
        return status.up() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Status status(Path asked) throws IOException {
        if (!Files.isDirectory(asked)) {
            return new Status(asked.toString(), false, null, null, List.of());
        }
        Path folder = asked.toRealPath();
        Optional<UpState> state = UpState.read(folder);
        String url = state.map(UpState::url).orElse(null);
        String serveUrl = state.map(UpState::serveUrl).orElse(null);
        List<ProcessLine> lines = new ArrayList<>();
        if (state.isPresent() && FolderLock.isHeld(folder)) {
            ProcessHandle.of(state.get().pid())
                    .ifPresent(supervisor -> lines.add(new ProcessLine(
                            "supervisor", supervisor.pid(), true, FolderProcesses.residentBytesOf(supervisor.pid()))));
        }
        for (FolderProcesses.Found found : FolderProcesses.programs(folder)) {
            boolean answers = found.name().equals("server")
                    ? state.filter(at -> Supervisor.answers(at.localUrl() + "/health"))
                            .isPresent()
                    : state.filter(at -> Supervisor.answers(at.localServeUrl() + "/v2/health/live"))
                            .isPresent();
            lines.add(line(found, answers));
        }
        FolderProcesses.postgres(folder).ifPresent(found -> lines.add(line(found, true)));
        boolean up = lines.stream().map(ProcessLine::name).toList().containsAll(List.of("server", "serve"))
                && lines.stream().allMatch(ProcessLine::answers);
        return new Status(folder.toString(), up, url, serveUrl, lines);
    }

    private static ProcessLine line(FolderProcesses.Found found, boolean answers) {
        return new ProcessLine(
                found.name(), found.handle().pid(), answers, FolderProcesses.residentBytes(found.handle()));
    }

    private void print(Status status) {
        if (status.processes().isEmpty()) {
            console.say("Dure does not run on " + status.data() + ".");
            return;
        }
        console.say("Dure on " + status.data() + " is " + (status.up() ? "up" : "not fully up") + " at " + status.url()
                + ", predictions at " + status.serveUrl());
        Table table = new Table("process", "pid", "answers", "memory");
        for (ProcessLine line : status.processes()) {
            table.row(
                    line.name(),
                    String.valueOf(line.pid()),
                    line.answers() ? "yes" : "no",
                    (line.residentBytes() >> 20) + " MiB");
        }
        table.print(console.out());
        long whole = status.processes().stream()
                .mapToLong(ProcessLine::residentBytes)
                .sum();
        console.say("together " + (whole >> 20) + " MiB");
    }
}
