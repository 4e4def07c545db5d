package org.dure.server.models.evaluation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dure.base.Json;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.dure.server.Api;
import org.dure.server.base.ObjectStore;
import org.dure.server.compute.Programs;
import org.dure.server.models.Lineage;
import org.dure.server.models.ModelPackage;
import org.dure.server.models.ModelRegistrar;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.Packages;
import org.dure.server.models.TinyOnnx;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.junit.jupiter.api.Assumptions;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// A problem of 40 hidden pictures of 2 × 2 grey pixels in the classes `a` and `b`, and models that compete on it.
///
/// Of each hidden picture, pixel 1 tells the class always, pixel 0 of the first 24, pixel 2 of the first 26; bright is
/// `a`. Pixel 3 makes them differ.
public class Contest {

    public static final int ITEMS = 40;

    private final ProblemService problems;
    private final ModelService models;
    private final EvaluationRepository evaluations;
    private final ApplicationEventPublisher events;
    private final ModelRegistrar registrar;
    private final ObjectStore objects;
    private final TransactionTemplate transactions;

    Contest(
            ProblemService problems,
            ModelService models,
            EvaluationRepository evaluations,
            ApplicationEventPublisher events,
            ModelRegistrar registrar,
            ObjectStore objects,
            TransactionTemplate transactions) {
        this.problems = problems;
        this.models = models;
        this.evaluations = evaluations;
        this.events = events;
        this.registrar = registrar;
        this.objects = objects;
        this.transactions = transactions;
    }

    /// Not a bean: a test that imported one would start a server of its own.
    public static Contest of(AutowireCapableBeanFactory beans) {
        return beans.createBean(Contest.class);
    }

    /// Skips the test, saying why, where there is no sandbox, or the evaluator (`serve/target/lib`) is not built.
    public static void requireEvaluator() throws IOException {
        Programs.requireSandbox();
        Path target = Path.of("..", "serve", "target");
        boolean built = false;
        if (Files.isDirectory(target.resolve("lib"))) {
            try (Stream<Path> files = Files.list(target)) {
                built = files.anyMatch(file -> file.getFileName().toString().matches("serve-.*\\.jar"));
            }
        }
        if (!built) {
            System.out.println("SKIPPED: evaluations need the built module serve");
        }
        Assumptions.assumeTrue(built, "the module serve is not built");
    }

    /// Makes the dataset and the problem over HTTP.
    public Problem problem(Api.Caller member, String project) {
        JsonNode dataset = member.post(
                        "/api/v1/projects/" + project + "/datasets", "{\"name\":\"tiny\",\"description\":\"\"}")
                .expect(201)
                .json();
        String datasetId = dataset.path("id").asString();
        String upload = member.post("/api/v1/datasets/" + datasetId + "/uploads", "{}")
                .expect(201)
                .json()
                .path("id")
                .asString();
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("train/a/one.png", png(255, 255, 255, 200));
        files.put("train/b/one.png", png(0, 0, 0, 200));
        for (int i = 0; i < ITEMS; i++) {
            files.put("hidden/" + (i % 2 == 0 ? "a/" : "b/") + i + ".png", hidden(i));
        }
        member.sendBytes(
                        "POST",
                        "/api/v1/uploads/" + upload + "/archives",
                        "application/octet-stream",
                        Packages.zip(files))
                .expect(200);
        member.post("/api/v1/uploads/" + upload + "/commit", "{\"note\":\"\"}").expect(201);
        String problemId = member.post(
                        "/api/v1/projects/" + project + "/problems",
                        "{\"name\":\"tiny\",\"dataset_id\":\"%s\",\"version\":1}".formatted(datasetId))
                .expect(201)
                .json()
                .path("id")
                .asString();
        return problems.find(UUID.fromString(problemId)).orElseThrow();
    }

    /// Hidden picture number `i`.
    public static byte[] hidden(int i) {
        return png(pixels(i));
    }

    public static int[] pixels(int i) {
        int right = i % 2 == 0 ? 255 : 0;
        return new int[] {i < 24 ? right : 255 - right, right, i < 26 ? right : 255 - right, i};
    }

    public static byte[] png(int... pixels) {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < 4; at++) {
            image.getRaster().setSample(at % 2, at / 2, 0, pixels[at]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// Registers a version that an evaluation has found right on the items `from` to `to` (exclusive), and lets it
    /// compete, as the end of a real evaluation would.
    public ModelVersion judged(Problem problem, int from, int to) {
        return transactions.execute(status -> {
            ModelVersion version = registrar.register(
                    Caller.platform(),
                    new ModelRegistrar.Origin(
                            problem.projectId(), problem.name(), problem, null, null, Lineage.UNKNOWN),
                    modelPackage());
            BitSet right = new BitSet();
            right.set(from, to);
            UUID evaluation = evaluations.ofVersion(version.id()).getFirst().id();
            evaluations.setDone(evaluation, new Outcomes(ITEMS, right, 10L), java.time.Instant.now());
            events.publishEvent(new VersionEvaluated(version.id(), problem.id()));
            return models.find(version.id()).orElseThrow();
        });
    }

    private ModelPackage modelPackage() {
        try {
            return new ModelPackage(
                    Json.MAPPER.readValue(Packages.SIGNATURE, Signature.class),
                    List.of(
                            stored("model.onnx", TinyOnnx.byPixel(0)),
                            stored("signature.json", Packages.SIGNATURE.getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PackageFile stored(String path, byte[] bytes) throws IOException {
        ObjectStore.Stored stored = objects.put(new java.io.ByteArrayInputStream(bytes), null, 1 << 20);
        return new PackageFile(path, stored.sizeBytes(), stored.sha256().hex());
    }
}
