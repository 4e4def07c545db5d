package org.dure.server.compute.slurm;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.base.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A submission as slurmrestd takes it, which v0.0.40 has given another form. Since then it is Slurm's own record of
/// a job (data_parser's JOB_DESC_MSG), before it was the options of `sbatch`.
final class RestSubmission {

    static final String OLDEST = "v0.0.38";

    /// The options of `sbatch` that have the same meaning in all versions, and their names there.
    private static final Map<String, String> FLAGS = Map.of(
            "account", "account",
            "partition", "partition",
            "qos", "qos",
            "constraint", "constraints",
            "reservation", "reservation",
            "licenses", "licenses",
            "wckey", "wckey",
            "cluster-constraint", "cluster_constraint");

    /// Those of `sbatch` that can be told through slurmrestd.
    static final Set<String> FLAG_NAMES = Stream.concat(FLAGS.keySet().stream(), Stream.of("nice", "exclude"))
            .collect(Collectors.toUnmodifiableSet());

    /// A job needs an environment; that of the agent's own script does not depend on it.
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    /// What `sbatch` takes where it is given no number.
    private static final String NICE = "100";

    private RestSubmission() {}

    static ObjectNode body(String version, SlurmSubmission submission) {
        return version.equals(OLDEST) ? options(submission) : record(submission);
    }

    private static ObjectNode options(SlurmSubmission submission) {
        int nodes = submission.nodes().size();
        ObjectNode job = common(submission);
        // Of its two names for it, 22.05 takes `"requeue": false` for true.
        job.put("no_requeue", true)
                .put("open_mode", "append")
                .put("memory_per_node", submission.memoryMebibytes())
                .put("time_limit", submission.minutes())
                .put("nodelist", String.join(",", submission.nodes()));
        job.putArray("nodes").add(nodes).add(nodes);
        job.putObject("environment").put("PATH", PATH);
        if (submission.gpus() > 0) {
            job.put("gres", "gpu:" + submission.gpus());
        }
        String excluded = submission.flags().get("exclude");
        if (excluded != null) {
            job.put("exclude_nodes", excluded);
        }
        ObjectNode body = Json.MAPPER.createObjectNode().put("script", submission.script());
        body.set("job", job);
        return body;
    }

    private static ObjectNode record(SlurmSubmission submission) {
        int nodes = submission.nodes().size();
        ObjectNode job = common(submission);
        job.put("script", submission.script())
                .put("requeue", false)
                .put("minimum_nodes", nodes)
                .put("maximum_nodes", nodes)
                .put("minimum_cpus", nodes * submission.cores());
        job.putArray("open_mode").add("APPEND");
        job.set("memory_per_node", number(submission.memoryMebibytes()));
        job.set("time_limit", number(submission.minutes()));
        submission.nodes().forEach(job.putArray("required_nodes")::add);
        job.putArray("environment").add("PATH=" + PATH);
        if (submission.gpus() > 0) {
            job.put("tres_per_node", "gres/gpu:" + submission.gpus());
        }
        String excluded = submission.flags().get("exclude");
        if (excluded != null) {
            ArrayNode excludedNodes = job.putArray("excluded_nodes");
            HostList.read(excluded).orElseThrow().items().forEach(each -> excludedNodes.add(each.text()));
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("job", job);
        return body;
    }

    private static ObjectNode common(SlurmSubmission submission) {
        ObjectNode job = Json.MAPPER
                .createObjectNode()
                .put("name", submission.name())
                .put("comment", submission.comment())
                .put("current_working_directory", submission.folder().toString())
                .put("standard_output", submission.log())
                .put("tasks", submission.nodes().size())
                .put("tasks_per_node", 1)
                .put("cpus_per_task", submission.cores());
        submission.flags().forEach((flag, value) -> {
            String name = FLAGS.get(flag);
            if (name != null) {
                job.put(name, value);
            }
        });
        String nice = submission.flags().get("nice");
        if (nice != null) {
            job.put("nice", Integer.parseInt(nice.isEmpty() ? NICE : nice));
        }
        return job;
    }

    private static ObjectNode number(long number) {
        return Json.MAPPER
                .createObjectNode()
                .put("set", true)
                .put("infinite", false)
                .put("number", number);
    }
}
