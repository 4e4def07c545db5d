/// Slurm as an engine, by its commands, here or over SSH, or through slurmrestd: two drivers of one interface.
///
/// Dure decides who goes next and submits only what holds leases of the pool's slots; what Slurm still makes it wait
/// for is shown as the session's reason. What is known of jobs comes from one poller a pool, never from a question
/// for each job. A controller that does not answer makes everything unknown and nothing lost.
@NullMarked
package org.dure.server.compute.slurm;

import org.jspecify.annotations.NullMarked;
