package org.dure.server.compute.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.slot.Node;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What slurmrestd answers, taken apart. Up to v0.0.38 a number is a number and a state a word; since then a number
/// may be `{"set": true, "infinite": false, "number": 5}` and a state is a list of words, the first of which is the
/// state itself, the others its flags.
final class RestAnswers {

    private static final Pattern VERSIONED = Pattern.compile("/(slurm(?:db)?/v[0-9.]+)/jobs/?");

    /// Those of a job that stand for its state, the first that it has (`job_state_string` in Slurm's
    /// slurm_protocol_defs.c).
    private static final List<String> FLAGS_OF_JOB = List.of(
            "COMPLETING",
            "STAGE_OUT",
            "CONFIGURING",
            "RESIZING",
            "REQUEUED",
            "REQUEUE_FED",
            "REQUEUE_HOLD",
            "SPECIAL_EXIT",
            "STOPPED",
            "REVOKED",
            "RESV_DEL_HOLD",
            "SIGNALING");

    private static final Set<String> AT_WORK = Set.of("IDLE", "MIXED", "ALLOCATED");

    private static final String RESERVED = "RESERVED";

    /// Those with which a node runs jobs all the same.
    private static final Set<String> FLAGS_OF_NODES_AT_WORK =
            Set.of("COMPLETING", "PLANNED", "CLOUD", "DYNAMIC_NORM", "DYNAMIC_FUTURE", "POWERED_UP");

    /// What v0.0.38 makes of whatever keeps it from a question to slurmctld.
    private static final String UNSPECIFIED = "Unspecified error";

    private static final Pattern TOKEN = Pattern.compile("authenti|credential|jwt|token", Pattern.CASE_INSENSITIVE);
    private static final int REFUSAL_BYTES_MAX = 64 << 10;
    private static final int WORDS_MAX = 300;

    private RestAnswers() {}

    /// Such as `slurm/v0.0.40` and, where there are accounts, `slurmdb/v0.0.40`, by the description of the whole.
    static Set<String> versions(InputStream description) throws IOException {
        Set<String> versions = new TreeSet<>();
        fields(description, (name, parser) -> {
            if (!name.equals("paths") || parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                Matcher path = VERSIONED.matcher(parser.currentName());
                if (path.matches()) {
                    versions.add(path.group(1));
                }
                parser.nextToken();
                parser.skipChildren();
            }
        });
        return versions;
    }

    static JsonNode read(InputStream answer) throws IOException {
        return read(answer, "", each -> {});
    }

    /// @param list of the answer, whose members are told one by one: those of a large cluster need much room
    /// @return the answer without it
    static JsonNode read(InputStream answer, String list, Consumer<JsonNode> each) throws IOException {
        ObjectNode others = Json.MAPPER.createObjectNode();
        fields(answer, (name, parser) -> {
            if (name.equals(list) && parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    each.accept(parser.readValueAsTree());
                }
            } else {
                others.set(name, parser.<JsonNode>readValueAsTree());
            }
        });
        return others;
    }

    private interface Field {
        /// @param parser at the first token of the value, of which the last is left to it
        void read(String name, JsonParser parser);
    }

    private static void fields(InputStream answer, Field field) throws IOException {
        try (JsonParser parser = Json.MAPPER.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("what answers is no slurmrestd: its answer is no JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field.read(name, parser);
            }
        } catch (JacksonException broken) {
            throw new IOException("what answers is no slurmrestd, or its answer was cut off", broken);
        }
    }

    /// Of an answer that refuses by its status.
    static String refusal(InputStream answer) throws IOException {
        String text = new String(answer.readNBytes(REFUSAL_BYTES_MAX), StandardCharsets.UTF_8);
        String errors = "";
        try {
            errors = errors(Json.MAPPER.readTree(text));
        } catch (JacksonException plain) {
            // In words, then.
        }
        return errors.isEmpty() ? shortened(text.strip()) : errors;
    }

    /// @return empty where there are none
    static String errors(JsonNode answer) {
        return shortened(answer.path("errors")
                .valueStream()
                .flatMap(error -> List.of(error.path("error"), error.path("description")).stream())
                .map(words -> words.asString(""))
                .filter(words -> !words.isBlank())
                .distinct()
                .collect(Collectors.joining(": ")));
    }

    private static String shortened(String words) {
        return words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) + "…" : words;
    }

    static boolean speaksOfToken(String words) {
        return TOKEN.matcher(words).find();
    }

    static boolean saysNothing(String words) {
        return words.startsWith(UNSPECIFIED);
    }

    static SlurmJob job(JsonNode job) {
        long start = number(job.path("start_time"));
        return new SlurmJob(
                Long.toString(number(job.path("job_id"))),
                job.path("name").asString(""),
                state(job.path("job_state")),
                job.path("state_reason").asString(""),
                start > 0 ? Instant.ofEpochSecond(start) : Instant.MIN);
    }

    private static String state(JsonNode state) {
        List<String> words = words(state);
        return FLAGS_OF_JOB.stream()
                .filter(words::contains)
                .findFirst()
                .orElse(words.isEmpty() ? "UNKNOWN" : words.getFirst());
    }

    /// Those that a node is in.
    static Set<String> partitions(JsonNode node) {
        return Set.copyOf(texts(node.path("partitions")));
    }

    /// What a node offers: up to v0.0.38 in one text, then in a list.
    static Set<String> features(JsonNode node) {
        return NodeChoice.words(String.join(",", texts(node.path("features"))), ",");
    }

    /// @param to which its nodes are put, by its name
    static void reservation(JsonNode reservation, Map<String, HostList> to) {
        HostList.read(reservation.path("node_list").asString(""))
                .ifPresent(nodes -> to.put(reservation.path("name").asString(""), nodes));
    }

    /// @param reserved whether one in a reservation runs the jobs
    /// @return null for one that runs no jobs now
    static @Nullable Node node(JsonNode node, boolean reserved) {
        List<String> words = new ArrayList<>(words(node.path("state")));
        words.addAll(words(node.path("state_flags")));
        if (reserved) {
            words.remove(RESERVED);
        }
        boolean works = !words.isEmpty()
                && AT_WORK.contains(words.getFirst())
                && FLAGS_OF_NODES_AT_WORK.containsAll(words.subList(1, words.size()))
                && !node.path("partitions").isEmpty();
        return works
                ? SlurmNodes.node(
                        node.path("name").asString(""),
                        (int) number(node.path("cpus")),
                        number(node.path("real_memory")),
                        node.path("gres").asString(""))
                : null;
    }

    /// How a job ended, by its record in the accounts.
    ///
    /// @return null where it has not
    static @Nullable Presence end(JsonNode job) {
        String state = state(job.path("state").path("current"));
        JsonNode code = job.path("exit_code");
        JsonNode signal = code.path("signal");
        return SlurmEnd.isOpen(state)
                ? null
                : SlurmEnd.of(
                        state,
                        number(code.path("return_code")) + ":"
                                + number(signal.has("id") ? signal.path("id") : signal.path("signal_id")));
    }

    /// 0 where it is not set.
    static long number(JsonNode number) {
        if (number.isObject()) {
            return number.path("set").asBoolean(false) ? number.path("number").asLong(0) : 0;
        }
        return number.asLong(0);
    }

    /// In capitals.
    private static List<String> words(JsonNode words) {
        return texts(words).stream()
                .map(each -> each.toUpperCase(Locale.ROOT))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static List<String> texts(JsonNode texts) {
        return (texts.isArray() ? texts.valueStream() : Stream.of(texts))
                .map(each -> each.asString(""))
                .toList();
    }
}
