package org.dure.server.compute;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of this feature, under the prefix `dure.compute`.
///
/// @param silence        how long an agent may be silent before its attempt is lost
/// @param agentClassPath of the agent; null for `agent/target` in the folder of the built programs
/// @param agentCache     where the next agents write the cache that quickens the start of others; null but for the
/// build
/// @param outputBytes    what one session may write to `/output`, `/checkpoint` and `/tmp` together
/// @param processes      processes and threads of one session
/// @param grace          between the polite signal and the hard one
/// @param saveGrace      for a program that shall make room to save a checkpoint, before the polite signal
/// @param appsUrl        the addresses of web applications inside sessions, such as `https://{app}.apps.example.org`;
///                       null for names below `localhost` where people reach the platform there, and none elsewhere
/// @param samplesKept    for how long what nodes and sessions used stays, minute by minute
/// @param decisionsKept  for how long it stays who got slots when and why; of each pool the latest 20,000 at most
/// @param currency       in which an hour of a slot is priced
/// @param openNetworks   private address ranges (`10.1.0.0/16`) in which the hosts that projects allow may lie; without
///                       them a session reaches public addresses only
/// @param environmentsBytes of the images and installed packages that a node (on a cluster, the shared folder, for each
///                          user) keeps for later sessions; null for a quarter of the disk, at most 500 GiB
@ConfigurationProperties("dure.compute")
public record ComputeSettings(
        @DefaultValue("30s") Duration silence,
        @Nullable String agentClassPath,
        @Nullable Path agentCache,
        @DefaultValue("4294967296") long outputBytes,
        @DefaultValue("512") int processes,
        @DefaultValue("30s") Duration grace,
        @DefaultValue("60s") Duration saveGrace,
        @Nullable String appsUrl,
        @DefaultValue("7d") Duration samplesKept,
        @DefaultValue("30d") Duration decisionsKept,
        @DefaultValue("KRW") String currency,
        @DefaultValue List<String> openNetworks,
        @Nullable Long environmentsBytes) {

    public ComputeSettings {
        if (environmentsBytes != null && environmentsBytes < 0) {
            throw new IllegalArgumentException(
                    "dure.compute.environments-bytes is a number of bytes from 0 on, not " + environmentsBytes);
        }
    }
}
