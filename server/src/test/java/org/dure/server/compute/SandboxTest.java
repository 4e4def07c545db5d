package org.dure.server.compute;

import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sessions that real agents run in real sandboxes, for a member of a project that each test makes for itself. Skipped
/// where this machine cannot run any.
@ServerTest
@Import(Api.class)
public abstract class SandboxTest {

    protected static final String SLEEP = "import time\nprint('running', flush=True)\ntime.sleep(600)\n";

    @Autowired
    protected Api api;

    @Autowired
    protected JdbcClient jdbc;

    protected String project = "";
    protected Api.Caller member;

    @BeforeEach
    void makeProject() {
        Programs.requireSandbox();
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }
}
