package org.dure.cli.verbs;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.dure.cli.Console;
import org.dure.cli.ExitCode;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.Finder;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// A command that talks to the API: what all of them have in common.
abstract class Verb implements Callable<Integer> {

    @Mixin
    final Connection connection;

    Verb(Console console) {
        this.connection = new Connection(console);
    }

    /// Does the work; [ExitCode#DONE] follows.
    abstract void run();

    @Override
    public Integer call() {
        run();
        return ExitCode.DONE;
    }

    final Api api() {
        return connection.api();
    }

    final Finder finder() {
        return connection.finder();
    }

    final void say(String line) {
        connection.console().say(line);
    }

    /// With `--json` the answer as it came, else what `people` writes.
    final void show(JsonNode answer, Consumer<JsonNode> people) {
        if (connection.json) {
            connection.console().json(answer);
        } else {
            people.accept(answer);
        }
    }

    /// With `--json` one line for each item, else a table.
    final void table(List<JsonNode> items, Table table, Row row) {
        if (connection.json) {
            items.forEach(connection.console()::json);
            return;
        }
        items.forEach(item -> table.row(row.cells(item)));
        table.print(connection.console().out());
    }

    /// The cells of one item.
    interface Row {
        String[] cells(JsonNode item);
    }

    static String[] cells(String... cells) {
        return cells;
    }
}
