package org.dure.base.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a small C library with NVML's functions, in the place of the driver's: few machines that test have a GPU.
class NvmlTest {

    @TempDir
    Path folder;

    @Test
    void every_gpu_that_answers_is_read_by_the_number_of_its_device_file() throws Exception {
        Nvml nvml = Objects.requireNonNull(Nvml.open(library("nvml_fake.c").toString()));
        List<GpuReading> gpus = nvml.read();
        assertThat(gpus)
                .containsExactly(
                        new GpuReading(
                                1,
                                "GPU-00000000-0000-0000-0000-000000000000",
                                "NVIDIA Pretended 0",
                                0.87,
                                20L << 30,
                                80L << 30,
                                61.0,
                                412.345,
                                5_000_000_000L),
                        new GpuReading(
                                0,
                                "GPU-00000000-0000-0000-0000-000000000001",
                                "NVIDIA Pretended 1",
                                null,
                                20L << 30,
                                80L << 30,
                                61.0,
                                412.345,
                                null));
        for (int again = 0; again < 1_000; again++) {
            assertThat(nvml.read()).hasSize(2);
        }
    }

    @Test
    void a_node_without_the_library_has_none() {
        assertThat(Nvml.open(folder.resolve("absent.so.1").toString())).isNull();
    }

    @Test
    void this_node_tells_its_cpu_and_memory_with_or_without_gpus() throws Exception {
        NodeMeter meter =
                new NodeMeter(Path.of("/proc"), Nvml.open(library("nvml_fake.c").toString()));
        assertThat(meter.read().cpuShare()).isNull();
        NodeReading reading = meter.read();
        assertThat(reading.node()).isNotBlank();
        assertThat(reading.memoryTotalBytes()).isGreaterThan(reading.memoryBytes());
        assertThat(reading.memoryBytes()).isPositive();
        assertThat(reading.gpus()).hasSize(2);
    }

    @Test
    void the_share_of_the_cores_at_work_is_what_the_kernel_counted_since_the_reading_before() throws IOException {
        Files.createDirectories(folder.resolve("sys/kernel"));
        Files.writeString(folder.resolve("sys/kernel/hostname"), "node-7\n");
        Files.writeString(folder.resolve("meminfo"), "MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 400 kB\n");
        Files.writeString(folder.resolve("stat"), "cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3 4\n");
        NodeMeter meter = new NodeMeter(folder, null);
        meter.read();
        Files.writeString(folder.resolve("stat"), "cpu  160 0 115 720 105 0 0 0 90 0\ncpu0 1 2 3 4\n");
        NodeReading reading = meter.read();
        assertThat(reading.cpuShare()).isEqualTo(0.75);
        assertThat(reading.memoryBytes()).isEqualTo(600 << 10);
        assertThat(reading.node()).isEqualTo("node-7");
        assertThat(reading.gpus()).isEmpty();
    }

    private Path library(String source) throws IOException, InterruptedException {
        Path compiler = Path.of("/usr/bin/gcc");
        if (!Files.isExecutable(compiler)) {
            System.out.println(
                    "SKIPPED: NVML is tested against a library that gcc makes (apt-get install gcc libc6-dev)");
        }
        Assumptions.assumeTrue(Files.isExecutable(compiler), "no gcc on this machine");
        Path made = folder.resolve("libnvidia-ml.so.1");
        Path code = Path.of("src/test/resources", source);
        Process process = new ProcessBuilder(
                        compiler.toString(), "-shared", "-fPIC", "-o", made.toString(), code.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return made;
    }
}
