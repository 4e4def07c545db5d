package org.dure.server.compute.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;

class PythonPackageTest extends SandboxTest {

    @Test
    void a_program_finds_the_platforms_package_without_naming_it_anywhere() {
        String program =
                Programs.upload(member, project, "import dure\ndure.report(1, loss=.5)\nprint(dure.__file__)\n");
        String session = member.post("/api/v1/projects/" + project + "/sessions", """
                {"name": "test", "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120}
                """.formatted(program))
                .expect(201)
                .json()
                .path("id")
                .asString();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session)).contains("/opt/dure/python/dure/__init__.py");
    }
}
