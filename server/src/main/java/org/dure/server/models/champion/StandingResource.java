package org.dure.server.models.champion;

import java.util.List;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Who stands where on a problem, who was its champion, and why.
@RestController
@RequestMapping("/api/v1/problems/{id}")
class StandingResource {

    record Leaderboard(List<ChampionRepository.Standing> items) {}

    record ChampionList(List<Champion> items) {}

    private final ChampionService champions;

    StandingResource(ChampionService champions) {
        this.champions = champions;
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/leaderboard")
    Leaderboard leaderboard(Caller caller, @PathVariable UUID id) {
        return new Leaderboard(champions.leaderboard(caller, id));
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/champions")
    ChampionList champions(Caller caller, @PathVariable UUID id) {
        return new ChampionList(champions.champions(caller, id));
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/comparisons")
    Page<Comparison> comparisons(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        return champions.comparisons(caller, id, after, limit);
    }
}
