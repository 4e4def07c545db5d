package org.dure.server.serving.correction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.Sha256;
import org.dure.base.model.Picture;
import org.dure.base.model.Signature.ImageInput;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.MountSource;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.springframework.stereotype.Component;

/// Knows a hidden picture when it is fed back: by what a model sees of it, whatever file it comes in. Learning from one
/// would spoil the judgement over the model that did.
@Component
class HiddenPictures {

    private static final int KEPT = 8;
    private static final String HIDDEN = "hidden";

    /// What a model of this input sees of a hidden part.
    private record Seen(UUID hiddenVersionId, String hiddenPart, int width, int height, int channels) {}

    private final List<MountSource> sources;

    /// The digests of the last few; a hidden part never changes.
    private final Map<Seen, Set<Sha256>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Seen, Set<Sha256>> eldest) {
            return size() > KEPT;
        }
    };

    HiddenPictures(List<MountSource> sources) {
        this.sources = sources;
    }

    /// The digests of the hidden part's pictures in the size and the colours of `image`.
    Set<Sha256> digests(Problem problem, ImageInput image) throws IOException {
        Seen seen = new Seen(
                problem.hiddenVersionId(), problem.hiddenPart(), image.width(), image.height(), image.channels());
        synchronized (known) {
            Set<Sha256> digests = known.get(seen);
            if (digests != null) {
                return digests;
            }
        }
        Set<Sha256> digests = read(problem, image);
        synchronized (known) {
            known.put(seen, digests);
        }
        return digests;
    }

    static Sha256 digest(Picture picture) {
        return Sha256.of(picture.samples());
    }

    private Set<Sha256> read(Problem problem, ImageInput image) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("version_id", problem.hiddenVersionId().toString());
        parameters.put("part", problem.hiddenPart());
        MountSource source = sources.stream()
                .filter(each -> each.kind().equals(HIDDEN))
                .findFirst()
                .orElseThrow();
        Path folder = source.resolve(
                        Caller.platform(), problem.projectId(), new MountRequest(HIDDEN, HIDDEN, parameters))
                .hostFolder();
        Set<Sha256> digests = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Picture.isPictureName(file.toString())) {
                    digests.add(digest(Picture.decode(Files.readAllBytes(file))
                            .fit(image.width(), image.height(), image.channels())));
                }
            }
        }
        return Set.copyOf(digests);
    }
}
