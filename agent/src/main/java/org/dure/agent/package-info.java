/// Runs one attempt of a session: builds its sandbox, starts its program, carries its logs, metrics, checkpoints and
/// outputs to `server`, obeys orders, and leaves nothing behind.
///
/// Here is the attempt from beginning to end. Below, one package a subject, each using only those before it: `reason`,
/// `wire`, `log`, `cgroup`, `sandbox`, `folder`, `supervision`, `autopsy`, `handover`, `proxy`, `stream`,
/// `environment`, `image`.
///
/// One process per attempt. The wire to `server` is `api/agent-protocol.md`; what the sandbox promises and by which
/// means is `docs/adr/0030-sandbox.md`. Read [Session] first: it is the attempt from beginning to end.
@NullMarked
package org.dure.agent;

import org.jspecify.annotations.NullMarked;
