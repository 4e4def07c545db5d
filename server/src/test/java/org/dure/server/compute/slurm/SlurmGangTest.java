package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.dure.server.compute.engine.GangContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sessions on two nodes of a real Slurm, both on this machine, that is driven by its commands.
class SlurmGangTest extends GangContract {

    private TestSlurm slurm;

    @Override
    protected String pool() {
        return "gangs";
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
        return Map.of(
                "shared_folder", slurm.folder("shared").toString(),
                "server_url", api.uri("").toString(),
                "slurm_conf", slurm.conf().toString(),
                "java", System.getProperty("java.home"),
                "default_user", "root");
    }

    @AfterEach
    void no_job_is_left() {
        await("jobs", () -> slurm.jobs().isEmpty());
    }

    /// As the guide says it; PyTorch takes some GB and minutes to install.
    @Test
    @Tag("long")
    void torchrun_brings_the_ranks_together() {
        String program =
                Programs.upload(member, project, Map.of("requirements.txt", "torch", "train.sh", """
                        exec torchrun --nnodes=$DURE_NODES --node-rank=$DURE_NODE_RANK --nproc-per-node=1 \\
                          --rdzv-endpoint=$MASTER_ADDR:$MASTER_PORT train.py
                        """, "train.py", """
                        import torch
                        from torch import distributed
                        distributed.init_process_group("gloo")
                        net = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(1, 1, bias=False))
                        (net(torch.ones(1, 1)) * (distributed.get_rank() + 1)).sum().backward()
                        gradient = net.module.weight.grad.item()
                        print(f"rank {distributed.get_rank()} of {distributed.get_world_size()}: mean gradient {gradient}")
                        distributed.destroy_process_group()
                        """));
        String session = submit("""
                {"name": "torchrun", "program": {"program_id": "%s", "command": ["sh", "train.sh"]}, "pool": "%s",
                 "needs": {"cpus": 1, "memory_bytes": 1700000000, "gpus": 1, "nodes": 2}, "wall_seconds": 600}
                """.formatted(program, pool()));
        await("the packages", () -> ended(session), Duration.ofMinutes(20));
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session))
                .contains("rank 0 of 2: mean gradient 1.5\n")
                .contains("[1] rank 1 of 2: mean gradient 1.5\n");
    }

    private boolean ended(String session) {
        String state = member.get("/api/v1/sessions/" + session)
                .expect(200)
                .json()
                .path("state")
                .asString();
        return Session.State.valueOf(state).isEnd();
    }
}
