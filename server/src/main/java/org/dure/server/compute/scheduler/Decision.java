package org.dure.server.compute.scheduler;

import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;

/// Who gets a slot, with the figures that it rests on.
///
/// @param index       promise for each second of the chosen problem; not a number where no index was asked
/// @param virtualTime of the tenant before the charge
/// @param least       virtual time of the least served who could have used the slot
/// @param eligible    tenants within the bounded lag
public record Decision(
        Tenant tenant, Problem problem, Pick pick, double index, double virtualTime, double least, int eligible) {}
