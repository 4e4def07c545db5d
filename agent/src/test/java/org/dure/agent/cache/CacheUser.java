package org.dure.agent.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dure.agent.log.LogChunker;
import org.dure.agent.supervision.Ending;
import org.dure.agent.wire.Spool;

/// A process of its own that uses a cache as an agent does: the kernel knows locks of processes only.
final class CacheUser {

    static final int BYTES = 1 << 20;

    private CacheUser() {}

    /// Arguments: the cache's folder, its limit, how often to go round, keys. Provides each key; after the last round
    /// it
    /// says so and holds the last one until it is ended.
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[2]);
        List<String> keys = List.of(arguments).subList(3, arguments.length);
        LogChunker log = new LogChunker(new Spool(Files.createTempFile("dure", ".log")));
        for (int i = 0; i < rounds * keys.size(); i++) {
            NodeCache cache = new NodeCache(root, Long.valueOf(arguments[1]), new Ending(), log);
            Path entry = provide(cache, keys.get(i % keys.size())).folder();
            if (Files.size(entry.resolve("content")) != BYTES) {
                throw new IOException("half an entry: " + entry);
            }
            if (i < rounds * keys.size() - 1) {
                cache.awaitRemoval();
                cache.close();
            }
        }
        System.out.println("holds the last");
        Thread.sleep(Long.MAX_VALUE);
    }

    static NodeCache.Entry provide(NodeCache cache, String key) throws Exception {
        NodeCache.Entry entry = cache.provide("images", key, unfinished -> {
            Files.write(unfinished.resolve("content"), new byte[BYTES]);
            return unfinished;
        });
        if (entry == null) {
            throw new IOException("ended");
        }
        return entry;
    }
}
