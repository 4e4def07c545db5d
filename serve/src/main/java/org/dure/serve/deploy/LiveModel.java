package org.dure.serve.deploy;

import java.util.List;
import java.util.UUID;
import org.dure.base.model.Signature;
import org.dure.base.serving.RoutingTable;
import org.dure.serve.model.Tensor;

/// A loaded deployment, counted by the requests that use it: it is unloaded when it has been replaced and the last of
/// them is done.
public final class LiveModel implements AutoCloseable {

    private final RoutingTable.Deployment deployment;
    private final Signature signature;
    private final RunnerProcess runner;
    private final Runnable whenDrained;
    /// Requests, and one for being live.
    private long users = 1;

    LiveModel(RoutingTable.Deployment deployment, Signature signature, RunnerProcess runner, Runnable whenDrained) {
        this.deployment = deployment;
        this.signature = signature;
        this.runner = runner;
        this.whenDrained = whenDrained;
    }

    public UUID deploymentId() {
        return deployment.id();
    }

    public String version() {
        return deployment.version();
    }

    public Signature signature() {
        return signature;
    }

    /// @throws RunnerException where there is no answer
    public List<Tensor> infer(List<Tensor> inputs) throws RunnerException, InterruptedException {
        return runner.infer(deployment.id(), inputs);
    }

    RoutingTable.Deployment deployment() {
        return deployment;
    }

    /// Whether its runner can compute with it at this moment.
    public boolean isAnswering() {
        return runner.isLoaded(deployment.id());
    }

    /// Joins its users; false where it has been drained already.
    synchronized boolean acquire() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /// Leaves its users.
    @Override
    public void close() {
        boolean last;
        synchronized (this) {
            users--;
            last = users == 0;
        }
        if (last) {
            whenDrained.run();
        }
    }
}
