package org.dure.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dure.agent.reason.RefusedException;

/// The device files of NVIDIA GPUs, named by their minor numbers (`/dev/nvidia0`).
public final class GpuDevices {

    private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");

    private GpuDevices() {}

    /// @throws RefusedException naming a GPU that this node does not have
    public static List<Path> files(List<Integer> gpus) throws RefusedException {
        List<Path> files = new ArrayList<>();
        if (gpus.isEmpty()) {
            return files;
        }
        for (int gpu : gpus) {
            Path device = Path.of("/dev/nvidia" + gpu);
            if (!Files.exists(device)) {
                throw new RefusedException("this node has no GPU " + gpu + " (" + device + ")");
            }
            files.add(device);
        }
        for (String shared : List.of("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")) {
            Path device = Path.of("/dev/" + shared);
            if (Files.exists(device)) {
                files.add(device);
            }
        }
        return files;
    }

    /// Who says which GPUs an attempt has.
    public enum Grant {
        /// The order names them.
        BY_ORDER,
        /// The order says how many; which ones, Slurm says in the job's variables (sbatch(1)).
        BY_SLURM,
        /// The order says how many; the agent's container has no others.
        BY_CONTAINER;

        public List<Path> files(List<Integer> ordered) throws RefusedException {
            return switch (this) {
                case BY_ORDER -> GpuDevices.files(ordered);
                // What Slurm calls a GPU may be a device of another kind, which is not passed in.
                case BY_SLURM -> GpuDevices.files(ordered.isEmpty() ? List.of() : present(bySlurm()));
                case BY_CONTAINER -> GpuDevices.files(ordered.isEmpty() ? List.of() : inContainer());
            };
        }

        /// For `CUDA_VISIBLE_DEVICES`.
        public String visible(List<Integer> ordered) {
            if (this == BY_ORDER || ordered.isEmpty()) {
                return GpuDevices.visible(ordered);
            }
            List<Integer> granted = this == BY_SLURM ? bySlurm() : inContainer();
            return present(granted).size() == granted.size()
                    ? GpuDevices.visible(granted)
                    : System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", "");
        }

        private static List<Integer> bySlurm() {
            return Arrays.stream(
                            System.getenv().getOrDefault("SLURM_JOB_GPUS", "").split(","))
                    .filter(number -> number.matches("[0-9]{1,4}"))
                    .map(Integer::valueOf)
                    .toList();
        }

        private static List<Integer> inContainer() {
            try (var files = Files.list(Path.of("/dev"))) {
                return files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.matches("nvidia[0-9]{1,4}"))
                        .map(name -> Integer.valueOf(name.substring("nvidia".length())))
                        .sorted()
                        .toList();
            } catch (IOException unreadable) {
                return List.of();
            }
        }

        private static List<Integer> present(List<Integer> gpus) {
            return gpus.stream()
                    .filter(gpu -> Files.exists(Path.of("/dev/nvidia" + gpu)))
                    .toList();
        }
    }

    /// For `CUDA_VISIBLE_DEVICES`: UUIDs where the driver tells them, because CUDA counts from 0 the GPUs whose device
    /// files it can open; empty hides every GPU.
    public static String visible(List<Integer> gpus) {
        Map<Integer, String> uuids = uuids();
        if (uuids.keySet().containsAll(gpus)) {
            return gpus.stream().map(uuids::get).collect(Collectors.joining(","));
        }
        return java.util.stream.IntStream.range(0, gpus.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }

    private static Map<Integer, String> uuids() {
        Map<Integer, String> uuids = new TreeMap<>();
        try (var folders = Files.list(DRIVER)) {
            for (Path folder : folders.toList()) {
                int minor = -1;
                String uuid = "";
                for (String line : Files.readAllLines(folder.resolve("information"))) {
                    String value = line.substring(line.indexOf(':') + 1).strip();
                    if (line.startsWith("Device Minor:")) {
                        minor = Integer.parseInt(value);
                    } else if (line.startsWith("GPU UUID:")) {
                        uuid = value;
                    }
                }
                if (minor >= 0 && uuid.startsWith("GPU-")) {
                    uuids.put(minor, uuid);
                }
            }
        } catch (IOException | NumberFormatException noDriver) {
            return Map.of();
        }
        return uuids;
    }
}
