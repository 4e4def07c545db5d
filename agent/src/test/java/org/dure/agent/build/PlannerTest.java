package org.dure.agent.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.agent.image.ImageFolder;
import org.dure.agent.reason.RefusedException;
import org.dure.base.agent.AttemptReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a Containerfile means, and which of its lines are refused.
class PlannerTest {

    private static final ImageFolder BASE =
            new ImageFolder(Path.of("/none"), Map.of("PATH", "/bin"), "/base", "sha256:" + "0".repeat(64));

    @TempDir
    Path program;

    @BeforeEach
    void files() throws IOException {
        for (String file : List.of("train.py", "lib/a.py", "lib/b.py", "lib/deep/c.txt", ".dure/git.json")) {
            Path path = program.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file);
        }
    }

    @Test
    void instructions_are_read_as_docker_reads_them() throws Exception {
        BuildPlan plan = plan("""
                # syntax=docker/dockerfile:1
                ARG TAG=3.12
                from python:${TAG:-3} AS base
                ARG TAG
                ENV A=1 B="two words" C='$A' D=x\\ y
                ENV LEGACY all of it
                ENV PATH=/opt/bin:$PATH E=${NONE:-$A}${A:+!}
                # between
                RUN apt-get update && \\
                    # within
                    apt-get install -y git

                WORKDIR work
                RUN ["python", "-c", "print('$A')"]
                SHELL ["/bin/bash", "-ec"]
                RUN true
                CMD python
                LABEL a=b
                """);

        assertThat(plan.environment())
                .containsEntry("B", "two words")
                .containsEntry("C", "$A")
                .containsEntry("D", "x y")
                .containsEntry("LEGACY", "all of it")
                .containsEntry("PATH", "/opt/bin:/bin")
                .containsEntry("E", "1!")
                .doesNotContainKey("TAG");
        assertThat(plan.steps()).hasSize(4);
        Step.Run first = (Step.Run) plan.steps().getFirst();
        assertThat(first.command().getLast()).startsWith("apt-get update &&").endsWith("apt-get install -y git");
        assertThat(first.line().number()).isEqualTo(9);
        assertThat(first.folder()).isEqualTo("/base");
        assertThat(first.environment()).containsEntry("TAG", "3.12");
        assertThat(((Step.Put) plan.steps().get(1)).place()).isEqualTo("/base/work");
        assertThat(((Step.Run) plan.steps().get(2)).command()).containsExactly("python", "-c", "print('$A')");
        assertThat(((Step.Run) plan.steps().get(3)).command()).containsExactly("/bin/bash", "-ec", "true");
        assertThat(plan.notes()).hasSize(1).first().asString().contains("line 17", "CMD");
    }

    @Test
    void what_is_copied_is_put_where_docker_puts_it() throws Exception {
        BuildPlan plan = plan("""
                FROM base
                COPY train.py /app/main.py
                COPY lib /app/lib
                COPY --chmod=700 lib/*.py train.py /app/
                COPY . .
                ADD ["lib/deep", "/x y"]
                """);

        List<Step.Put> puts = plan.steps().stream().map(step -> (Step.Put) step).toList();
        assertThat(puts.get(0).name()).isEqualTo("train.py");
        assertThat(puts.get(0).place()).isEqualTo("/app/main.py");
        assertThat(names(puts.get(1))).containsExactly("a.py", "b.py", "deep/c.txt");
        assertThat(names(puts.get(2))).containsExactly("a.py", "b.py", "train.py");
        assertThat(puts.get(2).files()).allMatch(file -> file.mode() == 0700);
        assertThat(names(puts.get(3))).contains("train.py", "lib/a.py").noneMatch(name -> name.startsWith(".dure"));
        assertThat(puts.get(3).place()).isEqualTo("/base");
        assertThat(puts.get(4).place()).isEqualTo("/x y");
    }

    @Test
    void only_what_a_step_takes_makes_another_image() throws Exception {
        String file = "FROM base\nCOPY lib /lib\nRUN true\n";
        String key = plan(file).key();

        assertThat(plan("# said\n" + file).key()).isEqualTo(key);
        Files.writeString(program.resolve("train.py"), "changed");
        assertThat(plan(file).key()).isEqualTo(key);
        Files.writeString(program.resolve("lib/a.py"), "changed");
        assertThat(plan(file).key()).isNotEqualTo(key);
        assertThat(plan(file + "ENV A=1\n").key()).isNotEqualTo(plan(file).key());
    }

    @Test
    void stages_are_built_on_one_another_and_only_those_that_the_last_one_needs() throws Exception {
        String file = """
                ARG TAG=1
                FROM base:$TAG AS Build
                ARG TAG
                ENV A=1
                WORKDIR /work
                SHELL ["/bin/bash", "-c"]
                FROM build
                RUN echo $A
                FROM unused:1
                RUN %s
                FROM other:2
                COPY --from=build --chmod=755 made/* ../x /app/
                COPY --from=1 /y /y
                COPY --from=third:3 /z z
                """;
        assertThat(Stages.of(Containerfile.parse("Containerfile", file)).images())
                .containsExactly("base:1", "other:2", "third:3");
        BuildPlan last = plan(file.formatted("true"));
        assertThat(last.environment()).doesNotContainKey("A");
        Step.Take first = (Step.Take) last.steps().getFirst();
        assertThat(first.sources()).containsExactly("/made/*", "/x");
        assertThat(first.mode()).isEqualTo(0755);
        BuildPlan build = (BuildPlan) first.from();
        assertThat(build.title()).isEqualTo("Containerfile, stage build");
        BuildPlan second = (BuildPlan) ((Step.Take) last.steps().get(1)).from();
        assertThat(second.base()).isSameAs(build);
        Step.Run run = (Step.Run) second.steps().getFirst();
        assertThat(run.folder()).isEqualTo("/work");
        assertThat(run.environment()).containsEntry("A", "1").doesNotContainKey("TAG");
        assertThat(run.command()).startsWith("/bin/bash");
        Step.Take third = (Step.Take) last.steps().getLast();
        assertThat(third.from()).isInstanceOf(Origin.Image.class);
        assertThat(third.place()).isEqualTo("/base/z");

        assertThat(plan(file.formatted("false")).key()).isEqualTo(last.key());
        assertThat(plan(file.formatted("true").replace("ENV A=1", "ENV A=2")).key())
                .isNotEqualTo(last.key());
    }

    @Test
    void a_line_that_cannot_be_built_is_named() {
        refused("RUN true", AttemptReason.CONTAINERFILE_LINE_WRONG, "line 1 of Containerfile must be written as FROM");
        refused("", AttemptReason.CONTAINERFILE_LINE_WRONG, "FROM IMAGE");
        refused("FROM base\n\nRUM true", AttemptReason.CONTAINERFILE_LINE_UNKNOWN, "line 3 of Containerfile", "RUM");
        refused("FROM base\nENV A='1", AttemptReason.CONTAINERFILE_LINE_WRONG, "line 2", "'");
        refused("FROM base\nENV =", AttemptReason.CONTAINERFILE_LINE_WRONG, "ENV NAME=VALUE");
        refused("FROM base\nENV A=\0--bind", AttemptReason.CONTAINERFILE_LINE_UNKNOWN, "line 2");
        refused("FROM base\nFROM BAD", AttemptReason.CONTAINERFILE_LINE_WRONG, "line 2", "FROM registry");
        refused(
                "FROM base AS a\nFROM base\nCOPY --from=1 /x /x",
                AttemptReason.CONTAINERFILE_LINE_WRONG,
                "line 3",
                "--from=STAGE");
        refused("FROM scratch", AttemptReason.CONTAINERFILE_LINE_REFUSED, "FROM scratch");
        refused("FROM --privileged", AttemptReason.CONTAINERFILE_LINE_REFUSED, "FROM --privileged");
        refused("FROM base\nRUN --mount=type=bind,target=/x true", AttemptReason.CONTAINERFILE_LINE_REFUSED, "--mount");
        refused("FROM base\nRUN <<EOF\ntrue\nEOF", AttemptReason.CONTAINERFILE_LINE_REFUSED, "RUN <<EOF");
        refused("FROM base\nCOPY --from=NO! /x /x", AttemptReason.CONTAINERFILE_LINE_WRONG, "COPY --from=STAGE");
        refused("FROM base\nADD --from=other /x /x", AttemptReason.CONTAINERFILE_LINE_REFUSED, "ADD --from");
        refused("FROM base\nADD https://example.org/x /x", AttemptReason.CONTAINERFILE_LINE_REFUSED, "ADD https");
        refused("FROM base\nCOPY nothing* /x/", AttemptReason.CONTAINERFILE_SOURCE_MISSING, "nothing*");
        refused("FROM base\nCOPY ../../etc/shadow /x", AttemptReason.CONTAINERFILE_SOURCE_MISSING, "etc/shadow");
        refused("FROM base\nCOPY lib train.py /x", AttemptReason.CONTAINERFILE_LINE_WRONG, "DESTINATION/");
    }

    private void refused(String text, AttemptReason code, String... words) {
        assertThatThrownBy(() -> plan(text)).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.reason().parts().getFirst().code()).isEqualTo(code.name());
            assertThat(refused.getMessage()).contains(words);
        });
    }

    private BuildPlan plan(String text) throws IOException, RefusedException {
        Stages stages = Stages.of(Containerfile.parse("Containerfile", text));
        Map<String, ImageFolder> images = new HashMap<>();
        stages.images().forEach(name -> images.put(name, BASE));
        return Planner.plan(stages, BuildContext.of(program), images);
    }

    private static List<String> names(Step.Put put) {
        return put.files().stream().map(BuildContext.Placed::name).toList();
    }
}
