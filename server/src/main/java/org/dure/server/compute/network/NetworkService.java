package org.dure.server.compute.network;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.base.agent.IpNetwork;
import org.dure.base.agent.Reach;
import org.dure.server.base.UserError;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Which hosts the programs of a project may reach; none, until a manager allows some.
@Service
public class NetworkService {

    private static final int HOSTS_MAX = 50;

    private final NetworkRepository networks;
    private final ProjectService projects;
    private final ComputeSettings settings;
    private final Audit audit;
    private final Clock clock;

    NetworkService(
            NetworkRepository networks, ProjectService projects, ComputeSettings settings, Audit audit, Clock clock) {
        this.networks = networks;
        this.projects = projects;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
        settings.openNetworks().forEach(IpNetwork::of);
    }

    List<String> get(Caller caller, String project) {
        return networks.hosts(projects.require(caller, Permission.COMPUTE_READ, project));
    }

    /// For the attempts that start from now on.
    ///
    /// @param hosts all of them; empty for none
    /// @throws UserError.Invalid naming each that is none
    @Transactional
    public List<String> put(Caller caller, String project, @Nullable List<String> hosts) {
        UUID projectId = projects.require(caller, Permission.PEOPLE_MANAGE, project);
        if (hosts == null || hosts.size() > HOSTS_MAX || hosts.stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid("hosts", "must be a list of at most " + HOSTS_MAX + " names");
        }
        List<UserError.Field> wrong = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            String fault = Reach.fault(hosts.get(i));
            if (fault != null) {
                wrong.add(new UserError.Field("hosts[" + i + "]", fault));
            }
        }
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
        networks.put(projectId, hosts, caller.name(), clock.instant());
        audit.record(caller, projectId, "compute.network_hosts_put", "project " + projectId, Map.of("hosts", hosts));
        return networks.hosts(projectId);
    }

    /// What an attempt that starts now may reach.
    public Reach reach(UUID projectId) {
        return new Reach(networks.hosts(projectId), settings.openNetworks());
    }
}
