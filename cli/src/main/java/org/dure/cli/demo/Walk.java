package org.dure.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dure.cli.CommandFailure;
import org.dure.cli.Table;
import org.dure.cli.api.Api;
import org.dure.cli.api.DatasetReference;
import org.dure.cli.api.Endpoints;
import org.dure.cli.api.Finder;
import org.dure.cli.api.Predictor;
import org.dure.cli.api.Problems;
import org.dure.cli.api.Uploading;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The loop, station by station. Each asks the platform and tells what came of it; one that fails ends the walk with a
/// clear line.
final class Walk {

    private static final long SEED = 2;
    private static final Duration DEPLOY_LIMIT = Duration.ofMinutes(2);

    private final Api api;
    private final Finder finder;
    private final Narration told;
    private final Path archive;

    /// @param api     with the right to do all of it
    /// @param archive the digits
    Walk(Api api, Narration told, Path archive) {
        this.api = api;
        this.finder = Finder.in(api, null);
        this.told = told;
        this.archive = archive;
    }

    /// All stations after the platform's start.
    Result run() {
        String name = freshName();
        DatasetReference.Found first = data(name);
        JsonNode problem = problem(name, first);
        Standings standings = new Standings(api, problem.path("id").asString());
        List<Result.Session> sessions = experiments(first, standings);
        Champion champion = champion(standings, name + "@" + first.version());
        JsonNode access = deploy(name, champion);
        String endpointId = access.path("endpoint_id").asString();
        Users users = users(name, endpointId, access);
        List<Digits.Picture> stream = Digits.part(archive, "stream", SEED);
        use(users, stream, endpointId);
        int larger = accept(endpointId, first);
        Champion successor;
        try (Users.Traffic flowing = users.keepSending(stream)) {
            successor = trainAgain(standings, champion, endpointId, name, larger);
        }
        Result.Refused refused = refuse(first, standings, successor, endpointId);
        Result.Predictions predictions = users.count();
        if (predictions.lost() > 0) {
            throw new CommandFailure(predictions.lost() + " of " + predictions.sent()
                    + " predictions were lost while the model was replaced: " + users.trouble());
        }
        return new Result(
                new Result.Dataset(first.id(), List.of(first.version(), larger)),
                name,
                sessions,
                List.of(champion.result(), successor.result()),
                name,
                access.path("serve_url").asString(),
                predictions,
                refused,
                told.end());
    }

    private DatasetReference.Found data(String name) {
        told.station("data", "Data: put the handwritten digits in");
        String description = "8×8 handwritten digits, UCI, CC BY 4.0";
        JsonNode dataset = api.post(finder.path("datasets"), Map.of("name", name, "description", description));
        JsonNode version = new Uploading(api, (bytes, of) -> {})
                .put(dataset.path("id").asString(), archive, null, null, "as they come with Dure");
        version.path("parts")
                .forEach(part -> told.say(
                        "%s: %d pictures%s",
                        part.path("name").asString(),
                        part.path("files").asLong(),
                        part.path("hidden").asBoolean() ? ", which nobody sees but the judge" : ""));
        page("/data/" + dataset.path("id").asString());
        return new DatasetReference.Found(dataset, version.path("number").asInt(), null);
    }

    private JsonNode problem(String name, DatasetReference.Found data) {
        told.station("problem", "Problem: which digit is it? Judged by accuracy on the hidden part");
        JsonNode problem = new Problems(api, finder).create(name, data);
        page("/problems/" + problem.path("id").asString());
        return problem;
    }

    private List<Result.Session> experiments(DatasetReference.Found data, Standings standings) {
        told.station("experiments", "Experiments: six sessions with different settings share this machine's slots");
        Map<String, Settings> submitted = new LinkedHashMap<>();
        for (Settings settings : Settings.SIX) {
            JsonNode session = api.post(finder.path("sessions"), settings.session(data, standings.problemId()));
            submitted.put(session.path("id").asString(), settings);
        }
        page("/sessions");
        Map<String, JsonNode> judged = standings.await(submitted.keySet());
        Table table = new Table("session", "state", "hidden accuracy", "settings");
        List<Result.Session> results = new ArrayList<>();
        submitted.forEach((id, settings) -> {
            JsonNode session = api.get("/api/v1/sessions/" + id);
            JsonNode accuracy = judged.getOrDefault(id, session).path("hidden_accuracy");
            Double share = accuracy.isNumber() ? Double.valueOf(accuracy.asDouble()) : null;
            String state = session.path("state").asString();
            results.add(new Result.Session(id, state, share));
            table.row(
                    settings.name(),
                    state,
                    share == null ? "–" : percent(share),
                    String.join(" ", settings.arguments()));
        });
        table.print(told.out());
        return results;
    }

    private Champion champion(Standings standings, String trainedOn) {
        told.station("champion", "Champion: the best on the hidden part is kept");
        JsonNode standing = standings.champion();
        Champion champion = Champion.of(standing, trainedOn);
        told.say("%s answers %s of the hidden part rightly", champion.label(), percent(champion.hiddenAccuracy()));
        page("/models/" + champion.modelId());
        return champion;
    }

    /// @return the try-it access with the endpoint's id
    private JsonNode deploy(String name, Champion champion) {
        told.station("deploy", "Service: the champion answers behind an endpoint");
        JsonNode version = api.get("/api/v1/models/" + champion.modelId() + "/versions/" + champion.version());
        JsonNode endpoint = new Endpoints(api, finder).deploy(name, version, true);
        String id = endpoint.path("id").asString();
        JsonNode access = api.post("/api/v1/endpoints/" + id + "/try-token", Map.of());
        ((tools.jackson.databind.node.ObjectNode) access).put("endpoint_id", id);
        told.say(
                "%s/v2/models/%s/infer answers with %s",
                access.path("serve_url").asString(), name, champion.label());
        page("/endpoints/" + id);
        return access;
    }

    private Users users(String name, String endpointId, JsonNode access) {
        JsonNode key = api.post(
                finder.path("keys"),
                Map.of("name", "demo " + name, "endpoint_id", endpointId, "per_second", 10_000, "per_day", 1_000_000));
        Api serve = Api.withToken(
                access.path("serve_url").asString(), key.path("secret").asString());
        return new Users(
                new Predictor(serve, name, Predictor.signatureOf(api, api.get("/api/v1/endpoints/" + endpointId))));
    }

    private void use(Users users, List<Digits.Picture> stream, String endpointId) {
        told.station("use", "Use: people send pictures, correct mistakes and confirm right answers");
        Users.FeedBack feedBack = users.sendWithFeedBack(stream);
        told.say(
                "%d pictures sent with consent; %d answers corrected, %d confirmed",
                stream.size(), feedBack.wrong(), feedBack.right());
        int waiting = Standings.until("the feedback to reach the quarantine", () -> {
            int arrived = api.list("/api/v1/endpoints/" + endpointId + "/corrections?state=WAITING&limit=200")
                    .size();
            return arrived >= stream.size() ? Integer.valueOf(arrived) : null;
        });
        told.say("%d of them wait in quarantine until a member has looked", waiting);
        page("/endpoints/" + endpointId);
    }

    /// @return the number of the larger dataset version
    private int accept(String endpointId, DatasetReference.Found data) {
        told.station("feedback", "Better data: a member accepts what was fed back, and it becomes a new version");
        String id = api.post(
                        "/api/v1/endpoints/" + endpointId + "/corrections/accept", Map.of("all", true, "part", "train"))
                .path("id")
                .asString();
        JsonNode acceptance = Standings.until("the new version of the dataset", () -> acceptance(endpointId, id));
        if (!acceptance.path("state").asString().equals("DONE")) {
            throw new CommandFailure("The feedback could not be accepted: "
                    + acceptance.path("reason").path("text").asString("no reason given"));
        }
        int version = acceptance.path("dataset_version").asInt();
        told.say(
                "version %d: %d pictures more to learn from, %d not taken",
                version,
                acceptance.path("accepted").asInt(),
                acceptance.path("rejected").asInt());
        page("/data/" + data.id() + "?version=" + version);
        return version;
    }

    private @Nullable JsonNode acceptance(String endpointId, String id) {
        return api.list("/api/v1/endpoints/" + endpointId + "/acceptances").stream()
                .filter(each -> each.path("id").asString().equals(id))
                .filter(each -> !each.path("state").asString().equals("PENDING"))
                .findFirst()
                .orElse(null);
    }

    private Champion trainAgain(
            Standings standings, Champion champion, String endpointId, String dataset, int datasetVersion) {
        told.station("retrain", "Train again on the larger version, while predictions flow");
        JsonNode session = api.post(
                "/api/v1/models/" + champion.modelId() + "/versions/" + champion.version() + "/train-again",
                Map.of("dataset_version", datasetVersion));
        String sessionId = session.path("id").asString();
        page("/sessions/" + sessionId);
        JsonNode challenger = challenger(standings, sessionId);
        JsonNode decision = standings.decisionOver(challenger.path("version_id").asString());
        told.say("%s", decision.path("reason").path("text").asString());
        if (!decision.path("decision").asString().equals("REPLACED")) {
            throw new CommandFailure("The model of the larger data did not become champion: "
                    + decision.path("reason").path("text").asString());
        }
        new Endpoints(api, finder)
                .awaitLive(endpointId, challenger.path("version_id").asString(), DEPLOY_LIMIT);
        Champion successor = Champion.of(challenger, dataset + "@" + datasetVersion);
        told.say("%s answers in its place, with %s", successor.label(), percent(successor.hiddenAccuracy()));
        page("/problems/" + standings.problemId());
        return successor;
    }

    private Result.Refused refuse(
            DatasetReference.Found data, Standings standings, Champion champion, String endpointId) {
        told.station("refuse", "A worse candidate is planted, and refused");
        JsonNode session = api.post(finder.path("sessions"), Settings.WORSE.session(data, standings.problemId()));
        JsonNode challenger = challenger(standings, session.path("id").asString());
        JsonNode decision = standings.decisionOver(challenger.path("version_id").asString());
        String live = api.get("/api/v1/endpoints/" + endpointId)
                .path("live")
                .path("version_id")
                .asString();
        if (!decision.path("decision").asString().equals("KEPT") || !live.equals(champion.versionId())) {
            throw new CommandFailure("A worse model was not refused: "
                    + decision.path("reason").path("text").asString());
        }
        told.say("%s", decision.path("reason").path("text").asString());
        told.say("%s goes on answering", champion.label());
        page("/problems/" + standings.problemId());
        return new Result.Refused(
                challenger.path("number").asInt(),
                decision.path("reason").path("text").asString());
    }

    private static JsonNode challenger(Standings standings, String sessionId) {
        JsonNode judged = standings.await(Set.of(sessionId)).get(sessionId);
        if (judged == null || !judged.path("hidden_accuracy").isNumber()) {
            throw new CommandFailure("The session " + sessionId + " left no model that could be judged.");
        }
        return judged;
    }

    /// `digits`, or with a number where an earlier walk has used it.
    private String freshName() {
        Set<String> taken = List.of("datasets", "problems", "endpoints", "models").stream()
                .flatMap(nouns -> api.list(finder.path(nouns)).stream())
                .map(each -> each.path("name").asString())
                .collect(Collectors.toSet());
        String name = "digits";
        for (int number = 2; taken.contains(name); number++) {
            name = "digits-" + number;
        }
        return name;
    }

    private void page(String path) {
        told.page(api.url() + path);
    }

    private static String percent(double share) {
        return String.format(java.util.Locale.ROOT, "%.1f %%", 100 * share);
    }
}
