package org.dure.cli;

import java.nio.file.Path;
import org.dure.cli.demo.DemoCommand;
import org.dure.cli.login.LoginCommand;
import org.dure.cli.supervise.DownCommand;
import org.dure.cli.supervise.StartCachesCommand;
import org.dure.cli.supervise.StatusCommand;
import org.dure.cli.supervise.UpCommand;
import org.dure.cli.verbs.AccessVerbs;
import org.dure.cli.verbs.DataVerbs;
import org.dure.cli.verbs.EndpointVerbs;
import org.dure.cli.verbs.ImportVerbs;
import org.dure.cli.verbs.ModelVerbs;
import org.dure.cli.verbs.PeopleVerbs;
import org.dure.cli.verbs.PoolVerbs;
import org.dure.cli.verbs.PredictVerb;
import org.dure.cli.verbs.ProblemVerbs;
import org.dure.cli.verbs.RoomVerbs;
import org.dure.cli.verbs.SessionVerbs;
import org.dure.cli.verbs.ShareVerbs;
import org.dure.cli.verbs.ShellVerb;
import org.dure.cli.verbs.SweepVerbs;
import org.dure.cli.verbs.run.RunVerb;
import org.dure.cli.verbs.run.SweepVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command `dure` with all its verbs.
@Command(
        name = "dure",
        description = "Dure: from a problem to a model, a service and better data, on your own machines.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Also: dure doctor (what this machine lacks), dure test (all tests).",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 not signed in or denied, 4 not found,",
            "5 the platform does not answer."
        })
public final class Dure {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this text.")
    boolean help;

    private Dure() {}

    public static void main(String[] arguments) {
        String home = System.getProperty("dure.home", ".");
        Console console = new Console(
                System.out,
                System.err,
                System.getenv(),
                Path.of(home).toAbsolutePath().normalize());
        System.exit(run(console, arguments));
    }

    /// Runs one command line and returns its exit code.
    public static int run(Console console, String... arguments) {
        return commandLine(console).execute(arguments);
    }

    private static CommandLine commandLine(Console console) {
        CommandLine dure = new CommandLine(new Dure())
                .addSubcommand(new UpCommand(console))
                .addSubcommand(new DownCommand(console))
                .addSubcommand(new StatusCommand(console))
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new LoginCommand(console))
                .addSubcommand("data", DataVerbs.command(console))
                .addSubcommand(new RunVerb(console))
                .addSubcommand(new SweepVerb(console))
                .addSubcommand("sweeps", SweepVerbs.command(console))
                .addSubcommand(new SessionVerbs.Ps(console))
                .addSubcommand(new SessionVerbs.Logs(console))
                .addSubcommand(new SessionVerbs.Why(console))
                .addSubcommand(new SessionVerbs.Stop(console))
                .addSubcommand(new SessionVerbs.Pause(console))
                .addSubcommand(new SessionVerbs.Resume(console))
                .addSubcommand(new SessionVerbs.Keep(console))
                .addSubcommand(new ShellVerb(console))
                .addSubcommand("pools", PoolVerbs.command(console))
                .addSubcommand(new RoomVerbs.Room(console))
                .addSubcommand(new RoomVerbs.Usage(console))
                .addSubcommand("secrets", AccessVerbs.secrets(console))
                .addSubcommand("hosts", AccessVerbs.hosts(console))
                .addSubcommand("shares", ShareVerbs.command(console))
                .addSubcommand("accounts", PeopleVerbs.accounts(console))
                .addSubcommand("projects", PeopleVerbs.projects(console))
                .addSubcommand("members", PeopleVerbs.members(console))
                .addSubcommand("problems", ProblemVerbs.command(console))
                .addSubcommand("models", ModelVerbs.command(console))
                .addSubcommand(new EndpointVerbs.Deploy(console))
                .addSubcommand(new EndpointVerbs.Ls(console))
                .addSubcommand("keys", EndpointVerbs.Keys.command(console))
                .addSubcommand(new PredictVerb(console))
                .addSubcommand("import", ImportVerbs.command(console))
                .addSubcommand(new StartCachesCommand(console));
        dure.setOut(new java.io.PrintWriter(console.out(), true));
        dure.setErr(new java.io.PrintWriter(console.err(), true));
        dure.setUsageHelpAutoWidth(true);
        dure.setCaseInsensitiveEnumValuesAllowed(true);
        dure.setParameterExceptionHandler((wrong, rest) -> {
            console.err().println("dure: " + wrong.getMessage());
            console.err().println(wrong.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help shows how");
            return ExitCode.USAGE;
        });
        dure.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof CommandFailure failure) {
                console.err().println("dure: " + failure.line());
                return failure.exitCode();
            }
            throw thrown;
        });
        return dure;
    }
}
