package org.dure.learn;

import ai.djl.engine.Engine;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dure.learn.reason.TrainException;

/// Loads DJL's PyTorch engine from a folder that was unpacked when the project was built. Nothing is downloaded
/// and nothing is written but what the JDK itself puts into its folder for temporary files.
public final class Torch {

    static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

    private Torch() {}

    /// @param threads for one operation; the results of training are the same again for the same number
    public static Engine load(int threads) {
        if (System.getProperty(LIBRARY_PATH) == null && System.getenv(LIBRARY_PATH) == null) {
            System.setProperty(LIBRARY_PATH, besideTheJar().toString());
        }
        System.setProperty("ai.djl.offline", "true");
        // DJL would ask the cloud's metadata service who runs it.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"));
        return Engine.getEngine("PyTorch");
    }

    private static Path besideTheJar() {
        try {
            Path jar = Path.of(Torch.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // In a sandbox the jar lies among its libraries; where it was built, they lie in `lib` beside it.
            for (String place : List.of("native", "lib/native")) {
                Path folder = jar.resolveSibling(place);
                if (Files.isRegularFile(folder.resolve("libtorch_cpu.so"))) {
                    return folder;
                }
            }
            throw new TrainException("The PyTorch libraries are missing: there is no native/libtorch_cpu.so beside "
                    + jar + ". Build the module learn, or name their folder in " + LIBRARY_PATH);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("A class comes from a place that has an address", impossible);
        }
    }
}
