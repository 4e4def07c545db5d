package org.dure.cli.api;

import org.dure.base.Json;
import org.dure.cli.Console;
import tools.jackson.databind.JsonNode;

/// The log of one session, as far as it has come, or until the session ends.
///
/// @param json whether each chunk is printed as JSON
public record SessionLog(Api api, Console console, boolean json) {

    private static final int CHUNKS = 500;
    private static final int RETRIES = 60;

    /// @param follow whether to wait for what is still to come
    public void print(String sessionId, boolean follow) {
        long last = printed(sessionId);
        if (follow) {
            follow(sessionId, last);
        }
        console.out().flush();
    }

    /// What is there already; the number of its last chunk.
    private long printed(String sessionId) {
        long last = 0;
        while (true) {
            JsonNode page = api.get("/api/v1/sessions/" + sessionId + "/logs?after=" + last + "&limit=" + CHUNKS);
            for (JsonNode chunk : page.path("items").values()) {
                print(chunk);
                last = chunk.path("number").asLong();
            }
            if (page.path("items").size() < CHUNKS) {
                return last;
            }
        }
    }

    /// Reads the stream of server-sent events; goes on where it broke, for `server` may be restarted meanwhile.
    private void follow(String sessionId, long printed) {
        long last = printed;
        for (int tries = 0; tries < RETRIES; tries++) {
            Stream stream = new Stream(last);
            try (java.util.stream.Stream<String> lines =
                    api.lines("/api/v1/sessions/" + sessionId + "/logs/stream?after=" + last)) {
                lines.forEach(stream::line);
            } catch (java.io.UncheckedIOException broken) {
                // The next try goes on after the last chunk.
            }
            if (stream.ended) {
                return;
            }
            tries = stream.last > last ? 0 : tries;
            last = stream.last;
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The events of one connection (the event stream format of the HTML standard: `event:` and `data:` lines, ended by
    /// an empty one).
    private final class Stream {
        private String event = "";
        private final StringBuilder data = new StringBuilder();
        private long last;
        private boolean ended;

        Stream(long last) {
            this.last = last;
        }

        void line(String line) {
            if (line.isEmpty()) {
                dispatch();
            } else if (line.startsWith("event:")) {
                event = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            }
        }

        private void dispatch() {
            if (event.equals("log")) {
                JsonNode chunk = Json.MAPPER.readTree(data.toString());
                print(chunk);
                last = chunk.path("number").asLong();
            }
            ended = ended || event.equals("end");
            event = "";
            data.setLength(0);
        }
    }

    private void print(JsonNode chunk) {
        if (json) {
            console.json(chunk);
        } else {
            console.out().print(chunk.path("text").asString(""));
            console.out().flush();
        }
    }
}
