package org.dure.server.tracking.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// The keys of metrics as small numbers, given once and never taken back.
@Repository
class MetricKeyRepository {

    private static final int KEPT_MOST = 100_000;

    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, String> keys = new ConcurrentHashMap<>();
    private final JdbcClient jdbc;
    private final TransactionTemplate apart;

    MetricKeyRepository(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Whether the key has been logged before, as far as is known without asking.
    boolean isKnown(String key) {
        return ids.containsKey(key);
    }

    Optional<Integer> find(String key) {
        Integer known = ids.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Integer> found = jdbc.sql("select id from tracking.metric_key where key = :key")
                .param("key", key)
                .query(Integer.class)
                .optional();
        found.ifPresent(id -> keep(id, key));
        return found;
    }

    /// The keys' numbers, given to those that have none. New ones are committed at once, whatever becomes of the
    /// caller's transaction: so no number is known here that the database does not know.
    Map<String, Integer> ids(Collection<String> wanted) {
        Map<String, Integer> found = HashMap.newHashMap(wanted.size());
        List<String> unknown = wanted.stream()
                .filter(key -> {
                    Integer id = ids.get(key);
                    if (id != null) {
                        found.put(key, id);
                    }
                    return id == null;
                })
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            apart.executeWithoutResult(status -> insert(unknown));
            select("key = any(cast(:wanted as text[]))", unknown.toArray(String[]::new))
                    .forEach((id, key) -> found.put(key, id));
        }
        return found;
    }

    private void insert(List<String> unknown) {
        jdbc.sql("""
                        insert into tracking.metric_key (key)
                        select key from unnest(cast(:keys as text[])) as key order by key
                        on conflict do nothing
                        """).param("keys", unknown.toArray(String[]::new)).update();
    }

    /// By number.
    Map<Integer, String> keys(Collection<Integer> wanted) {
        Map<Integer, String> found = HashMap.newHashMap(wanted.size());
        List<Integer> unknown = wanted.stream()
                .filter(id -> {
                    String key = keys.get(id);
                    if (key != null) {
                        found.put(id, key);
                    }
                    return key == null;
                })
                .toList();
        if (!unknown.isEmpty()) {
            found.putAll(select("id = any(cast(:wanted as int[]))", unknown.toArray(Integer[]::new)));
        }
        return found;
    }

    private Map<Integer, String> select(String condition, Object[] wanted) {
        Map<Integer, String> found = new LinkedHashMap<>();
        jdbc.sql("select id, key from tracking.metric_key where " + condition)
                .param("wanted", wanted)
                .query(row -> {
                    found.put(row.getInt("id"), row.getString("key"));
                    keep(row.getInt("id"), row.getString("key"));
                });
        return found;
    }

    private void keep(int id, String key) {
        if (ids.size() >= KEPT_MOST) {
            ids.clear();
            keys.clear();
        }
        ids.put(key, id);
        keys.put(id, key);
    }
}
