package org.dure.server.compute.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.dure.server.compute.Pool;
import org.dure.server.compute.engine.GangContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// The same under a real Slurm that is driven through a real slurmrestd.
@Tag("long")
class SlurmRestGangTest extends GangContract {

    @TempDir
    private Path folder;

    private TestSlurm slurm;

    @Override
    protected String pool() {
        return "rest-gangs";
    }

    @Override
    protected Pool.Engine engine() {
        return Pool.Engine.SLURM;
    }

    @Override
    protected String network() {
        return "host";
    }

    @Override
    protected Map<String, Object> settings() throws IOException {
        slurm = TestSlurm.require(2);
        Path token = folder.resolve("token");
        Map<String, Object> settings = new HashMap<>(slurm.restSettings(token));
        Files.writeString(token, slurm.token("root"));
        settings.put("server_url", api.uri("").toString());
        settings.put("default_user", "root");
        return settings;
    }

    @AfterEach
    void no_job_is_left() {
        await("jobs", () -> slurm.jobs().isEmpty());
    }
}
