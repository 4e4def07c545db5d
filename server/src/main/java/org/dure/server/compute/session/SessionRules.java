package org.dure.server.compute.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dure.base.Reason;
import org.dure.base.agent.ImageName;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Program;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.slot.Node;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Names;
import org.springframework.stereotype.Component;

/// What a new session must look like; every fault is found and named before anything is stored.
@Component
class SessionRules {

    private static final long MEMORY_BYTES_MIN = 32L << 20;
    private static final double CPUS_MIN = 0.1;
    private static final int MOUNTS_MAX = 32;
    private static final int ENVIRONMENT_MAX = 100;
    private static final int COMMAND_MAX = 256;
    private static final int TEXT_MAX = 8_192;
    private static final int ATTEMPTS_MAX = 20;
    private static final int BACK_OFF_SECONDS_MAX = 3_600;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    /// What the sandbox and the platform set; a program that could change them could pretend to be another.
    private static final Set<String> RESERVED = Set.of(
            "MLFLOW_TRACKING_URI",
            "MLFLOW_REGISTRY_URI",
            "MLFLOW_RUN_ID",
            "MLFLOW_TRACKING_TOKEN",
            "CUDA_VISIBLE_DEVICES",
            "HOME",
            "PATH",
            "TMPDIR");

    /// By which the ranks of a gang find one another.
    private static final Set<String> GANG_VARIABLES =
            Set.of("MASTER_ADDR", "MASTER_PORT", "NNODES", "NODE_RANK", "WORLD_SIZE", "RANK");

    private final PoolService pools;
    private final SlotService slots;

    SessionRules(PoolService pools, SlotService slots) {
        this.pools = pools;
        this.slots = slots;
    }

    /// @throws UserError.Invalid naming every field that is wrong
    void check(NewSession session) {
        List<UserError.Field> wrong = new ArrayList<>();
        try {
            Names.check("name", session.name());
        } catch (UserError.Invalid invalid) {
            wrong.addAll(invalid.fields());
        }
        checkWords(session.program(), wrong);
        checkMounts(session.mounts(), wrong);
        checkMap("environment", session.environment(), wrong);
        session.environment().keySet().forEach(name -> {
            if (!VARIABLE.matcher(name).matches()) {
                wrong.add(new UserError.Field(
                        "environment." + name, "a name is letters, digits and _, not beginning with a digit"));
            } else if (RESERVED.contains(name) || name.startsWith("DURE_")) {
                wrong.add(new UserError.Field("environment." + name, "is set by the platform; choose another name"));
            }
        });
        checkMap("context", session.context(), wrong);
        checkPlace(session, wrong);
        Long wall = session.wallSeconds();
        if (wall != null && (wall < 1 || wall > Session.WALL_SECONDS_MAX)) {
            wrong.add(new UserError.Field(
                    "wall_seconds", "must lie between 1 and " + Session.WALL_SECONDS_MAX + " (30 days), not " + wall));
        }
        checkRetry(session.retry(), wrong);
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
    }

    private static void checkRetry(Retry retry, List<UserError.Field> wrong) {
        between("retry.losses", retry.losses(), 1, ATTEMPTS_MAX, wrong);
        between("retry.failures", retry.failures(), 0, ATTEMPTS_MAX, wrong);
        between("retry.back_off_seconds", retry.backOffSeconds(), 0, BACK_OFF_SECONDS_MAX, wrong);
        if (retry.exitCodes().stream().anyMatch(code -> code < 1 || code > 255)) {
            wrong.add(new UserError.Field("retry.exit_codes", "each must lie between 1 and 255"));
        }
    }

    private static void between(String field, long value, long least, long most, List<UserError.Field> wrong) {
        if (value < least || value > most) {
            wrong.add(new UserError.Field(field, "must lie between " + least + " and " + most + ", not " + value));
        }
    }

    private void checkPlace(NewSession session, List<UserError.Field> wrong) {
        Optional<Pool> pool = pools.find(session.pool());
        if (pool.isEmpty() || !pool.get().open()) {
            String open =
                    pools.list().stream().filter(Pool::open).map(Pool::name).collect(Collectors.joining(", "));
            wrong.add(new UserError.Field(
                    "pool",
                    (pool.isEmpty()
                                    ? "there is no pool " + session.pool()
                                    : "the pool " + session.pool() + " is closed")
                            + (open.isEmpty() ? "; none is open" : "; open: " + open)));
            return;
        }
        List<Node> nodes = slots.lastNodes(session.pool());
        if (nodes.isEmpty()) {
            wrong.add(new UserError.Field("pool", "no node of " + session.pool() + " is known yet; try again later"));
            return;
        }
        checkNeeds(session.needs(), nodes, wrong);
        if (session.needs().isGang()) {
            checkGang(session, pool.get(), nodes, wrong);
        }
    }

    private void checkGang(NewSession session, Pool pool, List<Node> nodes, List<UserError.Field> wrong) {
        String field = "needs.nodes";
        Reason fault = pools.gangFault(pool);
        long fitting = nodes.stream().filter(node -> has(node, session.needs())).count();
        if (fault != null) {
            wrong.add(new UserError.Field(field, fault.text(), fault));
        } else if (session.needs().nodes() > Math.min(fitting, Session.NODES_MAX)) {
            wrong.add(new UserError.Field(
                    field,
                    "must be at most " + Math.min(fitting, Session.NODES_MAX)
                            + ", as many nodes of the pool as have all of it, not "
                            + session.needs().nodes()));
        }
        if (session.kind() != Session.Kind.TRAINING || !(session.program() instanceof Program.Bundle)) {
            wrong.add(new UserError.Field(
                    field, "must be 1 for recipes and interactive sessions: several nodes run a program of your own"));
        }
        session.environment().keySet().stream()
                .filter(GANG_VARIABLES::contains)
                .forEach(name -> wrong.add(new UserError.Field(
                        "environment." + name, "is set by the platform where a session runs on several nodes")));
    }

    private static void checkNeeds(Session.Needs needs, List<Node> nodes, List<UserError.Field> wrong) {
        int before = wrong.size();
        int cpus = nodes.stream().mapToInt(Node::cpus).max().orElseThrow();
        if (!(needs.cpus() >= CPUS_MIN) || Math.ceil(needs.cpus()) > cpus) {
            wrong.add(new UserError.Field(
                    "needs.cpus",
                    "must lie between " + CPUS_MIN + " and " + cpus + ", as many CPU slots as there are, not "
                            + needs.cpus()));
        }
        long memory = nodes.stream().mapToLong(Node::memoryBytes).max().orElseThrow();
        if (needs.memoryBytes() < MEMORY_BYTES_MIN || needs.memoryBytes() > memory) {
            wrong.add(new UserError.Field(
                    "needs.memory_bytes",
                    "must lie between " + MEMORY_BYTES_MIN + " (32 MiB) and " + memory + " (" + (memory >> 20)
                            + " MiB), what the machine has for sessions, not " + needs.memoryBytes()));
        }
        int gpus = nodes.stream().mapToInt(node -> node.gpus().size()).max().orElseThrow();
        if (needs.gpus() < 0 || needs.gpus() > gpus) {
            wrong.add(new UserError.Field(
                    "needs.gpus",
                    gpus == 0
                            ? "must be 0: this machine has no GPU, the session would wait forever"
                            : "must lie between 0 and " + gpus + ", as many GPUs as there are, not " + needs.gpus()));
        }
        if (wrong.size() == before && nodes.stream().noneMatch(node -> has(node, needs))) {
            wrong.add(new UserError.Field("needs", "no single node of the pool has all of it together"));
        }
    }

    private static boolean has(Node node, Session.Needs needs) {
        return node.cpus() >= Math.ceil(needs.cpus())
                && node.memoryBytes() >= needs.memoryBytes()
                && node.gpus().size() >= needs.gpus();
    }

    private static void checkWords(Program program, List<UserError.Field> wrong) {
        List<String> words = SessionRepository.words(program);
        String field = program instanceof Program.Recipe ? "program.arguments" : "program.command";
        if (program instanceof Program.Bundle
                && (words.isEmpty() || words.getFirst().isBlank())) {
            wrong.add(new UserError.Field(field, "must name a program and its arguments as a list of strings"));
        }
        if (program instanceof Program.Bundle bundle && bundle.image() != null) {
            String fault = ImageName.fault(bundle.image());
            if (fault != null) {
                wrong.add(new UserError.Field("program.image", fault));
            }
        }
        if (words.size() > COMMAND_MAX) {
            wrong.add(new UserError.Field(field, "must have at most " + COMMAND_MAX + " parts, not " + words.size()));
        }
        if (words.stream().anyMatch(word -> word.length() > TEXT_MAX || word.indexOf('\0') >= 0)) {
            wrong.add(new UserError.Field(
                    field, "each part must have at most " + TEXT_MAX + " characters and no NUL among them"));
        }
    }

    private static void checkMounts(List<MountRequest> mounts, List<UserError.Field> wrong) {
        if (mounts.size() > MOUNTS_MAX) {
            wrong.add(new UserError.Field("mounts", "must be at most " + MOUNTS_MAX + ", not " + mounts.size()));
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            MountRequest mount = mounts.get(i);
            String field = "mounts[" + i + "]";
            try {
                Names.check(field + ".name", mount.name());
            } catch (UserError.Invalid invalid) {
                wrong.addAll(invalid.fields());
            }
            if (!names.add(mount.name())) {
                wrong.add(new UserError.Field(field + ".name", "is taken by another mount: " + mount.name()));
            }
            checkMap(field + ".parameters", mount.parameters(), wrong);
        }
    }

    private static void checkMap(String field, Map<String, String> map, List<UserError.Field> wrong) {
        if (map.size() > ENVIRONMENT_MAX) {
            wrong.add(new UserError.Field(field, "must have at most " + ENVIRONMENT_MAX + " entries"));
        }
        map.forEach((name, value) -> {
            if (name.length() > 100 || value.length() > TEXT_MAX || value.indexOf('\0') >= 0) {
                wrong.add(new UserError.Field(
                        field,
                        "names have at most 100 characters, values at most " + TEXT_MAX + " and no NUL among them"));
            }
        });
    }
}
