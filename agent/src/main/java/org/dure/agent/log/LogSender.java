package org.dure.agent.log;

import java.io.IOException;
import java.util.List;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.RejectedException;
import org.dure.agent.wire.ServerLink;
import org.dure.agent.wire.Spool;
import org.dure.base.agent.LogChunk;

/// Carries spooled log chunks to `server`, in order, each until it is acknowledged.
public final class LogSender implements LogCarrier {

    private static final long GAP_PAUSE_MILLIS = 2_000;

    private final ServerLink link;
    private final Spool spool;

    public LogSender(ServerLink link, Spool spool) {
        this.link = link;
        this.spool = spool;
    }

    @Override
    public void drain() throws IOException, AttemptOverException, InterruptedException {
        while (spool.size() > 0) {
            List<LogChunk> chunks = LogCarrier.oldest(spool);
            long next = send(chunks);
            // What lies below the number that server awaits is there, by this call or by an earlier one.
            int known =
                    (int) chunks.stream().filter(chunk -> chunk.number() < next).count();
            spool.drop(known);
            if (known == 0) {
                System.err.println("server awaits log chunk " + next + ", the oldest here is "
                        + chunks.getFirst().number());
                Thread.sleep(GAP_PAUSE_MILLIS);
            }
        }
    }

    private long send(List<LogChunk> chunks) throws AttemptOverException, InterruptedException, IOException {
        while (true) {
            try {
                Next answer = link.patiently(() -> link.call("POST", "/logs", new Logs(chunks), Next.class));
                return answer.next();
            } catch (RejectedException rejected) {
                // A gap can only come from a server that has lost what it acknowledged, or not caught up with itself.
                System.err.println("the log is not accepted: " + rejected.getMessage());
                Thread.sleep(GAP_PAUSE_MILLIS);
            }
        }
    }

    record Logs(List<LogChunk> chunks) {}

    record Next(long next) {}
}
