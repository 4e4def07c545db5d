package org.dure.server.compute.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;

class PythonPackageTest extends SandboxTest {

    @Test
    void a_program_finds_the_platforms_package_without_naming_it_anywhere() {
        String session = Programs.run(member, project, "import dure\ndure.report(1, loss=.5)\nprint(dure.__file__)\n");
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session)).contains("/opt/dure/python/dure/__init__.py");
    }
}
