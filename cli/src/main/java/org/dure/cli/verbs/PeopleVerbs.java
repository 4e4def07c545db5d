package org.dure.cli.verbs;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dure.base.Secrets;
import org.dure.cli.CommandFailure;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `dure accounts …`, `dure projects …` and `dure members …`: who may sign in, and who works on what.
public final class PeopleVerbs {

    private PeopleVerbs() {}

    public static CommandLine accounts(Console console) {
        return new CommandLine(new Accounts())
                .addSubcommand(new AccountLs(console))
                .addSubcommand(new AccountAdd(console))
                .addSubcommand(new AccountPassword(console))
                .addSubcommand(new AccountClose(console))
                .addSubcommand(new AccountOpen(console));
    }

    public static CommandLine projects(Console console) {
        return new CommandLine(new Projects())
                .addSubcommand(new ProjectLs(console))
                .addSubcommand(new ProjectAdd(console));
    }

    public static CommandLine members(Console console) {
        return new CommandLine(new Members())
                .addSubcommand(new MemberLs(console))
                .addSubcommand(new MemberPut(console))
                .addSubcommand(new MemberRm(console));
    }

    @Command(
            name = "accounts",
            description = "Who may sign in. For administrators.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Examples:",
                "  dure accounts add kim --display-name 'Kim Minji'     prints a password to pass on",
                "  dure members put kim member --project vision"
            })
    static final class Accounts {}

    @Command(name = "ls", description = "All accounts.")
    static final class AccountLs extends Verb {
        AccountLs(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list("/api/v1/accounts"),
                    new Table("name", "shown as", "administrator", "closed", "since"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("display_name")),
                            each.path("administrator").asBoolean() ? "yes" : "",
                            each.path("disabled").asBoolean() ? "yes" : "",
                            Words.time(each.path("created_at"))));
        }
    }

    @Command(name = "add", description = "Make an account. Its password is made, too, and told this once.")
    static final class AccountAdd extends Verb {
        @Parameters(paramLabel = "NAME", description = "By which its owner signs in.")
        String name = "";

        @Option(names = "--display-name", paramLabel = "TEXT", description = "As others are shown it.")
        @Nullable
        String displayName;

        @Option(names = "--administrator", description = "May do everything.")
        boolean administrator;

        AccountAdd(Console console) {
            super(console);
        }

        @Override
        void run() {
            String password = Secrets.token("");
            Map<String, Object> body =
                    new LinkedHashMap<>(Map.of("name", name, "password", password, "administrator", administrator));
            if (displayName != null) {
                body.put("display_name", displayName);
            }
            tell(this, api().post("/api/v1/accounts", body), "is made", password);
        }
    }

    @Command(
            name = "password",
            description = "Give an account another password, for who has forgotten theirs; ends its sign-ins.")
    static final class AccountPassword extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the account, or its id.")
        String name = "";

        AccountPassword(Console console) {
            super(console);
        }

        @Override
        void run() {
            String password = Secrets.token("");
            JsonNode account = api().post(pathOf(this, name) + "/password", Map.of("password", password));
            tell(this, account, "has another password", password);
        }
    }

    @Command(name = "close", description = "Close an account: ends its sign-ins and tokens, keeps what it made.")
    static final class AccountClose extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the account, or its id.")
        String name = "";

        AccountClose(Console console) {
            super(console);
        }

        @Override
        void run() {
            show(
                    api().post(pathOf(this, name) + "/disable", Map.of()),
                    account -> say("account " + Words.text(account.path("name")) + " is closed"));
        }
    }

    @Command(name = "open", description = "Open a closed account again.")
    static final class AccountOpen extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the account, or its id.")
        String name = "";

        AccountOpen(Console console) {
            super(console);
        }

        @Override
        void run() {
            show(
                    api().post(pathOf(this, name) + "/enable", Map.of()),
                    account -> say("account " + Words.text(account.path("name")) + " is open"));
        }
    }

    @Command(
            name = "projects",
            description = "The projects that you see.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  dure projects add vision --organisation 'Our Lab' --unit Images"})
    static final class Projects {}

    @Command(name = "ls", description = "With their units and organisations.")
    static final class ProjectLs extends Verb {
        ProjectLs(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list("/api/v1/projects"),
                    new Table("name", "organisation", "unit", "since"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("organisation_name")),
                            Words.text(each.path("unit_name")),
                            Words.time(each.path("created_at"))));
        }
    }

    @Command(
            name = "add",
            description = "Make a project, and its organisation and unit where they are new. For administrators.")
    static final class ProjectAdd extends Verb {
        @Parameters(paramLabel = "NAME", description = "Of the project.")
        String name = "";

        @Option(names = "--organisation", required = true, paramLabel = "NAME", description = "Whose it is.")
        String organisation = "";

        @Option(names = "--unit", required = true, paramLabel = "NAME", description = "Of the organisation.")
        String unit = "";

        ProjectAdd(Console console) {
            super(console);
        }

        @Override
        void run() {
            show(
                    api().post("/api/v1/projects", Map.of("name", name, "organisation", organisation, "unit", unit)),
                    project -> say("project " + Words.text(project.path("name")) + " is made"));
        }
    }

    @Command(
            name = "members",
            description = "Who works in a project, and as what.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  dure members put kim member"})
    static final class Members {}

    @Command(name = "ls", description = "The members of the project.")
    static final class MemberLs extends Verb {
        MemberLs(Console console) {
            super(console);
        }

        @Override
        void run() {
            table(
                    api().list(finder().path("members")),
                    new Table("name", "shown as", "role"),
                    each -> cells(
                            Words.text(each.path("name")),
                            Words.text(each.path("display_name")),
                            Words.text(each.path("role")).toLowerCase(Locale.ROOT)));
        }
    }

    @Command(name = "put", description = "Make somebody a member, or change their role. For managers.")
    static final class MemberPut extends Verb {
        @Parameters(index = "0", paramLabel = "ACCOUNT", description = "Its name.")
        String account = "";

        @Parameters(index = "1", paramLabel = "ROLE", description = "viewer, member or manager.")
        String role = "";

        MemberPut(Console console) {
            super(console);
        }

        @Override
        void run() {
            api().put(finder().path("members"), Map.of("account", account, "role", role.toUpperCase(Locale.ROOT)));
            say(account + " is " + role.toLowerCase(Locale.ROOT));
        }
    }

    @Command(name = "rm", description = "Take somebody out of the project. For managers.")
    static final class MemberRm extends Verb {
        @Parameters(paramLabel = "ACCOUNT", description = "Its name.")
        String account = "";

        MemberRm(Console console) {
            super(console);
        }

        @Override
        void run() {
            String id = idOf(api().list(finder().path("members")), "account_id", "member", account);
            api().send("DELETE", finder().path("members/" + Api.encoded(id)), BodyPublishers.noBody());
            say(account + " is no member any longer");
        }
    }

    private static String pathOf(Verb verb, String name) {
        return "/api/v1/accounts/" + Api.encoded(idOf(verb.api().list("/api/v1/accounts"), "id", "account", name));
    }

    private static String idOf(List<JsonNode> items, String field, String noun, String nameOrId) {
        return items.stream()
                .filter(each -> each.path("name").asString("").equalsIgnoreCase(nameOrId)
                        || each.path(field).asString("").equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(ExitCode.NOT_FOUND, "There is no " + noun + " " + nameOrId + "."))
                .path(field)
                .asString();
    }

    /// With `--json` the password stands in the same line.
    private static void tell(Verb verb, JsonNode account, String what, String password) {
        verb.show(((ObjectNode) account).put("password", password), told -> {
            verb.say("account " + Words.text(told.path("name")) + " " + what);
            verb.say("password, told this once: " + password);
        });
    }
}
