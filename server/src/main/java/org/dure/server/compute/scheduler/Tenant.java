package org.dure.server.compute.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.compute.scheduler.search.Problem;

/// Who shares the slots with others: a project, with what it works on.
public final class Tenant {

    private final String name;
    private final double weight;
    private final List<Problem> problems = new ArrayList<>();
    private double virtualTime;

    /// @param weight      its share relative to the others'
    /// @param virtualTime slot-seconds charged so far, divided by the weight
    public Tenant(String name, double weight, double virtualTime) {
        this.name = name;
        this.weight = weight;
        this.virtualTime = virtualTime;
    }

    public String name() {
        return name;
    }

    public double weight() {
        return weight;
    }

    public List<Problem> problems() {
        return problems;
    }

    public double virtualTime() {
        return virtualTime;
    }

    /// One that comes, or comes back, starts where the least served of the others stands: nobody saves time up.
    public void startAt(double least) {
        virtualTime = Math.max(virtualTime, least);
    }

    /// At the moment a slot is given, for what is expected, so that many free slots at once are shared, too.
    public void charge(double slotSeconds) {
        virtualTime += slotSeconds / weight;
    }

    /// Whether it could use a slot.
    public boolean isBacklogged() {
        for (Problem problem : problems) {
            if (problem.anyReady()) {
                return true;
            }
        }
        return false;
    }
}
