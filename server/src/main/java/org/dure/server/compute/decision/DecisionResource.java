package org.dure.server.compute.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.base.Page;
import org.dure.server.compute.Pool;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Why sessions got slots, kept them, or waited.
@RestController
@RequestMapping("/api/v1")
class DecisionResource {

    /// @param session  absent where the caller does not see its project
    /// @param chosen   whether it was this session
    /// @param reason   why the chosen one was
    /// @param place    of this session among those weighed, from 1
    /// @param weighed  how many were told of
    /// @param eligible projects that were not too far ahead; 0 where the policy does not ask
    /// @param own      why this session was chosen, or was not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecisionView(
            UUID id,
            long number,
            Instant time,
            Pool.Policy policy,
            DecisionRepository.Occasion occasion,
            boolean chosen,
            @Nullable SessionName session,
            Reason reason,
            int place,
            int weighed,
            int eligible,
            @Nullable Double probability,
            @Nullable Double value,
            Reason own) {}

    record SessionName(UUID id, String name) {}

    /// @param same whether the picture leads to the same choice again
    record Replay(long number, boolean same, List<UUID> order) {}

    private final DecisionReader reader;
    private final BacktestService backtests;

    DecisionResource(DecisionReader reader, BacktestService backtests) {
        this.reader = reader;
        this.backtests = backtests;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sessions/{id}/decisions")
    Page<DecisionView> list(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        return reader.list(caller, id, after, limit);
    }

    /// Figures of the whole pool, which name nobody.
    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/pools/{name}/calibration")
    Backtest calibration(Caller caller, @PathVariable String name) {
        return backtests.of(name);
    }

    @Needs(Permission.ADMINISTER)
    @GetMapping("/pools/{name}/decisions/{number}/replay")
    Replay replay(Caller caller, @PathVariable String name, @PathVariable long number) {
        return reader.replay(caller, name, number);
    }
}
