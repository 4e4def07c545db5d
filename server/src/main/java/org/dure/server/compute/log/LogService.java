package org.dure.server.compute.log;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.dure.base.Reason;
import org.dure.base.agent.LogChunk;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Keeps logs, and shows them in parts or as they come.
@Service
@NamedInterface("log")
public class LogService {

    private static final Logger LOG = LoggerFactory.getLogger(LogService.class);
    private static final int STREAMS_MAX = 256;
    private static final int CHUNKS_MAX = 500;
    private static final int CHUNKS_AT_ONCE = 32;
    private static final Duration LOOK = Duration.ofMillis(400);

    /// A comment this often finds out that nobody listens any more.
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    /// What a stream tells beside the log.
    record Standing(Session.State state, Reason reason) {}

    private final SessionService sessions;
    private final LogRepository logs;
    private final Semaphore streams = new Semaphore(STREAMS_MAX);
    private volatile boolean closing;

    LogService(SessionService sessions, LogRepository logs) {
        this.sessions = sessions;
        this.logs = logs;
    }

    /// `server` waits for its requests before it ends; who follows a log comes again by itself.
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    /// The end of the log, at most `characters` of its last two chunks. For other features, which ask for permission
    /// themselves.
    public String ending(UUID sessionId, int characters) {
        String text = String.join("", logs.last(sessionId, 2).reversed());
        return text.substring(Math.max(0, text.length() - characters));
    }

    /// For the agent's wire, with the attempt locked: what its program has printed next.
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(UUID sessionId, UUID attemptId, LogChunk chunk) {
        logs.append(sessionId, attemptId, chunk);
    }

    /// @param after the number of the last chunk that the caller has; 0 for none
    Page<StoredChunk> page(Caller caller, UUID sessionId, long after, int limit) {
        sessions.get(caller, sessionId);
        List<StoredChunk> rows = logs.after(sessionId, after, Page.size(limit, CHUNKS_MAX) + 1);
        return Page.of(rows, limit, chunk -> String.valueOf(chunk.number()));
    }

    /// Events `log` (a chunk, its number as the event's id), `state` whenever that changes, and `end`, after which the
    /// stream is over. Between its looks it holds nothing of the database.
    SseEmitter stream(Caller caller, UUID sessionId, long after) {
        sessions.get(caller, sessionId);
        if (!streams.tryAcquire()) {
            throw new UserError.TooMany(
                    "There are " + STREAMS_MAX + " log streams already; read the log in parts.", 10);
        }
        SseEmitter emitter = new SseEmitter(0L);
        Thread.ofVirtual().name("log of " + sessionId).start(() -> {
            try {
                follow(emitter, sessionId, after);
                emitter.complete();
            } catch (IOException | IllegalStateException nobodyListens) {
                LOG.debug("The log stream of {} was cut", sessionId);
                emitter.completeWithError(nobodyListens);
            } catch (InterruptedException | RuntimeException e) {
                LOG.warn("The log stream of {} failed: {}", sessionId, e.toString());
                emitter.completeWithError(e);
            } finally {
                streams.release();
            }
        });
        return emitter;
    }

    private void follow(SseEmitter emitter, UUID sessionId, long after) throws IOException, InterruptedException {
        long last = after;
        @Nullable Standing told = null;
        long toldAt = System.nanoTime();
        while (!closing) {
            // The state first: what comes after the end's last chunk is nothing.
            Standing now = standing(sessionId);
            List<StoredChunk> chunks = logs.after(sessionId, last, CHUNKS_AT_ONCE);
            for (StoredChunk chunk : chunks) {
                send(emitter, "log", String.valueOf(chunk.number()), chunk);
                last = chunk.number();
            }
            if (chunks.size() == CHUNKS_AT_ONCE) {
                continue;
            }
            if (!now.equals(told)) {
                send(emitter, "state", null, now);
                told = now;
            }
            if (now.state().isEnd()) {
                send(emitter, "end", null, now);
                return;
            }
            if (!chunks.isEmpty()) {
                toldAt = System.nanoTime();
            } else if (System.nanoTime() - toldAt > SIGN_OF_LIFE.toNanos()) {
                emitter.send(SseEmitter.event().comment(""));
                toldAt = System.nanoTime();
            }
            Thread.sleep(LOOK);
        }
    }

    private Standing standing(UUID sessionId) {
        Session session = sessions.find(sessionId).orElseThrow();
        return new Standing(session.state(), session.reason());
    }

    private static void send(SseEmitter emitter, String name, @Nullable String id, Object data) throws IOException {
        SseEmitter.SseEventBuilder event = SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON);
        emitter.send(id == null ? event : event.id(id));
    }
}
