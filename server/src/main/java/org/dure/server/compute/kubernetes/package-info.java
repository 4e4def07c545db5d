/// Kubernetes as an engine, by its API.
///
/// Dure decides who goes next and makes a Job only for what holds leases of the pool's slots; what the cluster, or
/// Kueue, still makes it wait for is shown as the session's reason. What is known of Jobs comes from one poller a
/// pool. An API server that does not answer makes everything unknown and nothing lost; a pod that is evicted is a
/// place taken back, and the next attempt goes on from the last checkpoint.
@NullMarked
package org.dure.server.compute.kubernetes;

import org.jspecify.annotations.NullMarked;
