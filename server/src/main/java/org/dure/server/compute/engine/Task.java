package org.dure.server.compute.engine;

import java.util.List;
import java.util.UUID;
import org.dure.server.compute.Session;
import org.dure.server.compute.slot.Slot;

/// An attempt to be started.
///
/// @param token   the attempt token, a secret
/// @param account the name of the account whose session it is, or "Dure"
/// @param slots   that it holds
public record Task(
        UUID attemptId,
        String token,
        UUID sessionId,
        String account,
        Session.Needs needs,
        long wallSeconds,
        List<Slot> slots) {

    @Override
    public String toString() {
        return "attempt " + attemptId;
    }
}
