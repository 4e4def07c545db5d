package org.dure.server.compute.attempt;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.agent.Reach;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionPreparer;
import org.dure.server.compute.network.NetworkService;
import org.dure.server.compute.program.ProgramFolders;
import org.dure.server.compute.program.Recipes;
import org.dure.server.compute.secret.SecretService;
import org.dure.server.compute.session.Mounts;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Role;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Makes the order for an attempt: everything found anew, so that what has changed since the submission counts.
@Component
class WorkOrders {

    /// What of the platform a program may reach with its session's token.
    private static final List<String> FORWARD_PATHS = List.of(
            "/api/2.0/mlflow",
            "/api/3.0/mlflow",
            "/api/2.0/mlflow-artifacts",
            "/v1/traces",
            "/version",
            "/health",
            "/api/v1/sessions",
            "/api/v1/datasets");

    private final SessionService sessions;
    private final AttemptRepository attempts;
    private final SlotService slots;
    private final Mounts mounts;
    private final Recipes recipes;
    private final ProgramFolders programs;
    private final SecretService secrets;
    private final NetworkService network;
    private final ObjectProvider<SessionPreparer> preparers;
    private final ComputeSettings settings;

    WorkOrders(
            SessionService sessions,
            AttemptRepository attempts,
            SlotService slots,
            Mounts mounts,
            Recipes recipes,
            ProgramFolders programs,
            SecretService secrets,
            NetworkService network,
            ObjectProvider<SessionPreparer> preparers,
            ComputeSettings settings) {
        this.sessions = sessions;
        this.attempts = attempts;
        this.slots = slots;
        this.mounts = mounts;
        this.recipes = recipes;
        this.programs = programs;
        this.secrets = secrets;
        this.network = network;
        this.preparers = preparers;
        this.settings = settings;
    }

    /// Without the session's token, which is issued when the agent fetches the order.
    ///
    /// @throws org.dure.server.base.UserError where something that the session asks for cannot be had
    WorkOrder make(Attempt attempt, Session session) throws IOException {
        Caller caller = callerOf(attempt, session);
        // Their values are stored in no order; here it is only seen that they are there and open.
        secrets.open(session.projectId(), session.secrets());
        List<WorkOrder.Mount> folders = session.mounts().stream()
                .map(mount -> new WorkOrder.Mount(
                        mounts.resolve("mount " + mount.name(), caller, session.projectId(), request(mount))
                                .hostFolder()
                                .toString(),
                        "/data/" + mount.name()))
                .toList();
        Map<String, String> environment = new HashMap<>(session.environment());
        preparers.stream().forEach(preparer -> environment.putAll(preparer.environment(session)));
        UUID programId = session.program().programId();
        ProgramFolders.Folder program =
                programId == null ? ProgramFolders.Folder.NONE : programs.materialise(programId);
        List<String> command = switch (session.program()) {
            case Program.Recipe recipe -> recipes.command(recipe, session.needs());
            case Program.Bundle bundle -> bundle.command();
        };
        String requirements = switch (session.program()) {
            case Program.Recipe recipe -> recipes.requirements(recipe, program.requirements());
            case Program.Bundle bundle -> program.requirements();
        };
        return new WorkOrder(
                session.id(),
                session.projectId(),
                attempt.id(),
                attempt.number(),
                "",
                program.path(),
                command,
                environment,
                folders,
                new WorkOrder.Needs(
                        session.needs().cpus(), session.needs().memoryBytes(), gpusOfOneNode(attempt, session)),
                new WorkOrder.Limits(session.wallSeconds(), settings.processes(), settings.outputBytes(), (int)
                        settings.grace().toSeconds()),
                requirements,
                attempts.lastCheckpoint(session.id()).orElse(null),
                session.program() instanceof Program.Bundle bundle ? bundle.image() : null,
                session.program() instanceof Program.Bundle bundle ? bundle.containerfile() : null,
                Map.of(),
                reach(session),
                FORWARD_PATHS,
                session.kind() == Session.Kind.INTERACTIVE,
                session.needs().nodes());
    }

    /// What a gang holds elsewhere is the business of the agents there.
    private List<Integer> gpusOfOneNode(Attempt attempt, Session session) {
        return slots.gpus(attempt.id()).stream().limit(session.needs().gpus()).toList();
    }

    /// An evaluation sees data that no program may carry away.
    private Reach reach(Session session) {
        return session.kind() == Session.Kind.EVALUATION ? Reach.NONE : network.reach(session.projectId());
    }

    private static MountRequest request(Session.Mount mount) {
        return new MountRequest(mount.kind(), mount.name(), mount.parameters());
    }

    /// The session itself, which acts as a member of its project and may only read.
    private Caller callerOf(Attempt attempt, Session session) {
        if (sessions.isByPlatform(session.id())) {
            return Caller.platform();
        }
        UUID id = session.id();
        return new Caller(
                Caller.Kind.SESSION,
                id,
                "session " + id,
                false,
                Map.of(session.projectId(), Role.MEMBER),
                java.util.Set.of(Permission.DATA_READ),
                id,
                attempt.id());
    }
}
