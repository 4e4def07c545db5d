package org.dure.server.compute.roster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Keeps the rosters of pools and reads what is new before each use.
///
/// Why nothing is missed: every row carries the number of the transaction that wrote it last (`compute.stamp`).
/// PostgreSQL tells which transaction was the oldest that was open when a roster was read; all before it were seen,
/// or undone. So a row that has come since then carries that number or a later one, and is read. What was new is read
/// once more the next time: the transaction that wrote it may be the reader's own, and that it is undone leaves no
/// mark.
@Service
public class RosterService {

    /// @param since of transactions before it all is known
    /// @param fresh what was new
    private record Kept(Roster roster, String since, Set<UUID> fresh) {}

    private final RosterRepository rows;
    private final Map<String, Kept> kept = new HashMap<>();

    RosterService(RosterRepository rows) {
        this.rows = rows;
    }

    /// To be called, and its answer used, by one thread at a time: the supervisor's, or with the slots locked.
    @Transactional(propagation = Propagation.MANDATORY)
    public synchronized Roster of(String pool) {
        // It comes back only when all of what is new has been put into it.
        Kept before = kept.remove(pool);
        RosterRepository.News news = rows.news(before == null ? null : before.since());
        Roster roster = before == null ? new Roster(pool, RosterRepository.OVER_MOST) : before.roster();
        Set<UUID> asked = new HashSet<>(before == null ? rows.open(pool) : before.fresh());
        asked.addAll(news.written());
        roster.put(asked, rows.members(asked));
        if (roster.wantsOver()) {
            Set<UUID> newest = rows.over(roster.groups());
            Set<UUID> unknown = new HashSet<>(newest);
            unknown.removeAll(roster.knownOver());
            roster.putOver(newest, rows.members(unknown));
        }
        roster.settle(news.now());
        kept.put(pool, new Kept(roster, news.oldest(), news.written()));
        return roster;
    }
}
