package org.dure.server.compute.slurm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.slot.Node;

/// Slurm through slurmrestd. A person's job is submitted in the person's name, which the token of root or SlurmUser
/// may; everything else is asked in the name of the token's own user.
final class RestDriver implements SlurmDriver {

    /// Of one question to the accounts, which stand in its address.
    private static final int NAMES_MAX = 50;

    private final SlurmRest rest;
    private final String user;
    private final NodeChoice choice;

    /// @param user   the token's own
    /// @param choice without a partition all of them: slurmrestd does not tell which is Slurm's usual one
    RestDriver(SlurmRest rest, String user, NodeChoice choice) {
        this.rest = rest;
        this.user = user;
        this.choice = choice;
    }

    @Override
    public String submit(SlurmSubmission submission) throws IOException {
        try {
            long job = RestAnswers.number(
                    rest.post(submission.user(), "job/submit", RestSubmission.body(rest.version(), submission))
                            .path("job_id"));
            if (job <= 0) {
                throw new EngineAwayException("slurmrestd has taken the job, but told no number of it");
            }
            return Long.toString(job);
        } catch (EngineRefusesException | EngineAwayException notNow) {
            if (!submission.user().equals(user)
                    && SlurmRest.mayHaveRefused(notNow)
                    && rest.refuses(submission.user())) {
                throw new IOException(
                        notNow.getMessage() + ". The token of the setting rest_token_file holds for " + user
                                + "; for others, such as " + submission.user()
                                + ", a job is submitted only with that of root or of SlurmUser",
                        notNow);
            }
            throw new EngineAwayException(String.valueOf(notNow.getMessage()));
        }
    }

    /// slurmrestd has no filter by names.
    @Override
    public List<SlurmJob> jobs(Set<String> names) throws IOException {
        List<SlurmJob> jobs = new ArrayList<>();
        rest.list("slurm", "jobs/", "jobs", job -> {
            if (names.contains(job.path("name").asString(""))) {
                jobs.add(RestAnswers.job(job));
            }
        });
        return jobs;
    }

    @Override
    public void cancel(SlurmJob job) throws IOException {
        rest.delete("job/" + job.id());
    }

    @Override
    public List<Node> nodes() throws IOException {
        Map<String, HostList> reserved = new HashMap<>();
        if (choice.isReserved()) {
            rest.list("slurm", "reservations/", "reservations", told -> RestAnswers.reservation(told, reserved));
        }
        SlurmNodes.require(choice.reservations(), reserved.keySet(), PoolReason.CLUSTER_WITHOUT_RESERVATION);
        Set<String> partitions = choice.partitions();
        List<Node> nodes = new ArrayList<>();
        Set<String> all = new HashSet<>();
        rest.list("slurm", "nodes/", "nodes", told -> {
            Set<String> of = RestAnswers.partitions(told);
            all.addAll(of);
            Node node = RestAnswers.node(told, choice.isReserved());
            if (node != null
                    && (partitions.isEmpty() || !Collections.disjoint(of, partitions))
                    && choice.takes(node.name(), RestAnswers.features(told), reserved)) {
                nodes.add(node);
            }
        });
        SlurmNodes.require(partitions, all, PoolReason.CLUSTER_WITHOUT_PARTITION);
        return nodes;
    }

    @Override
    public Map<String, Presence> ends(Set<String> names) throws IOException {
        Map<String, Presence> ends = new HashMap<>();
        List<String> all = rest.hasAccounts() ? List.copyOf(names) : List.of();
        for (int from = 0; from < all.size(); from += NAMES_MAX) {
            String some = String.join(",", all.subList(from, Math.min(all.size(), from + NAMES_MAX)));
            // The later submitted of two comes later.
            rest.list("slurmdb", "jobs/?skip_steps=true&job_name=" + some, "jobs", job -> {
                Presence end = RestAnswers.end(job);
                if (end != null) {
                    ends.put(job.path("name").asString(""), end);
                }
            });
        }
        return ends;
    }
}
