package org.dure.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The lines that Apptainer writes of an image's variables, in the forms of its versions.
class ExportLineTest {

    @Test
    void values_are_those_of_the_image() {
        assertThat(List.of(
                        "export PATH=\"/opt/conda/bin:/usr/bin\"",
                        "export LANG=\"${LANG:-\"C.UTF-8\"}\"",
                        "export CUDA_VERSION=${CUDA_VERSION:-\"12.4\"}",
                        "export QUOTED=\"${QUOTED:-\"say \\\\\\\"hi\\\\\\\" for \\\\$5 \\\\`or\\\\` a \\\\\\\\\"}\"",
                        "export LINES=\"${LINES:-\"one\\ntwo\\tthree\\x01\\u00a0두레\\xff\"}\"",
                        "export EMPTY=\"${EMPTY:-\"\"}\""))
                .extracting(ExportLine::of)
                .containsExactly(
                        new ExportLine("PATH", "/opt/conda/bin:/usr/bin"),
                        new ExportLine("LANG", "C.UTF-8"),
                        new ExportLine("CUDA_VERSION", "12.4"),
                        new ExportLine("QUOTED", "say \"hi\" for $5 `or` a \\"),
                        new ExportLine("LINES", "one\ntwo\tthree\u0001\u00a0두레\uFFFD"),
                        new ExportLine("EMPTY", ""));
    }

    @Test
    void what_sets_nothing_is_passed_over() {
        assertThat(List.of("#!/bin/sh", "", "export LEGACY=\"${LEGACY:-}\"", "export A=\"x\"; rm -rf /", "B=\"x\""))
                .extracting(ExportLine::of)
                .containsOnlyNulls();
    }
}
