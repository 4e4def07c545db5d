package org.dure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columns_stand_below_each_other() {
        assertThat(printed(new Table("name", "state").row("a", "RUNNING").row("longer", "LOST")))
                .isEqualTo("""
                        NAME    STATE
                        a       RUNNING
                        longer  LOST
                        """);
    }

    @Test
    void hangul_takes_two_columns_each() {
        assertThat(Table.width("두레 dure")).isEqualTo(9);
        assertThat(printed(new Table("name", "state").row("손글씨", "LOST").row("abcdef", "LOST")))
                .isEqualTo("""
                        NAME    STATE
                        손글씨  LOST
                        abcdef  LOST
                        """);
    }

    private static String printed(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
