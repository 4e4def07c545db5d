package org.dure.agent.autopsy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.Autopsy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines as the programs write them that cannot all be run here: GPUs, clusters, other frameworks.
class ExaminationTest {

    private static final Reason EXIT = Reason.of(AttemptReason.EXIT_CODE, Map.of("code", 1));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GPU_MEMORY_FULL           | torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.69 GiB
            GPU_MEMORY_FULL           | tensorflow.python.framework.errors_impl.ResourceExhaustedError: {{function_node __wrapped__Conv2D}} OOM when allocating tensor with shape[64,512,64,64]
            GPU_MEMORY_FULL           | jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 8589934592 bytes.
            GPU_MEMORY_FULL           | jax.errors.JaxRuntimeError: RESOURCE_EXHAUSTED: Failed to allocate request for 8.00GiB (8589934592B) on device ordinal 0
            GPU_MEMORY_FULL           | RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED
            GPU_MEMORY_FULL           | RuntimeError: CUDA driver error: out of memory
            GPU_MEMORY_FULL           | torch.OutOfMemoryError: Allocation on device 0 would exceed allowed memory. (out of memory)
            GPU_MEMORY_ERROR          | RuntimeError: CUDA error: uncorrectable ECC error encountered
            GPU_FAILED                | [1234.5] NVRM: Xid (PCI:0000:65:00): 79, pid=4242, GPU has fallen off the bus.
            GPU_UNREACHABLE           | RuntimeError: CUDA error: CUDA-capable device(s) is/are busy or unavailable
            GPU_UNREACHABLE           | failed call to cuInit: CUDA_ERROR_DEVICE_UNAVAILABLE: device is busy or unavailable
            GPU_UNREACHABLE           | Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost. GPU has fallen off the bus.
            GPU_DRIVER_TOO_OLD        | RuntimeError: The NVIDIA driver on your system is too old (found version 11040).
            GPU_DRIVER_TOO_OLD        | CUDA error: CUDA driver version is insufficient for CUDA runtime version
            GPU_NOT_SUPPORTED         | RuntimeError: CUDA error: no kernel image is available for execution on the device
            GPU_NOT_GRANTED           | RuntimeError: No CUDA GPUs are available
            GPU_NOT_GRANTED           | AssertionError: Torch not compiled with CUDA enabled
            GPU_CODE_FAILED           | RuntimeError: CUDA error: device-side assert triggered
            GPUS_OUT_OF_STEP          | torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1970, unhandled system error, ncclSystemError
            GPUS_OUT_OF_STEP          | [E ProcessGroupNCCL.cpp:523] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=12)
            SHARED_MEMORY_FULL        | RuntimeError: DataLoader worker (pid 31) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. insufficient shared memory (shm)
            SHARED_MEMORY_FULL        | RuntimeError: DataLoader worker (pid 31) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. Please try to raise your shared memory limit.
            MAIN_MEMORY_FULL          | numpy.core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB for an array
            MAIN_MEMORY_FULL          | RuntimeError: DataLoader worker (pid(s) 31) exited unexpectedly: killed by signal: Killed
            MAIN_MEMORY_FULL          | terminate called after throwing an instance of 'std::bad_alloc'
            JAVA_HEAP_FULL            | Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
            PROCESS_LIMIT_REACHED     | java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached
            DISK_SHARE_FULL           | OSError: [Errno 28] No space left on device
            DISK_SHARE_FULL           | RuntimeError: [enforce fail at inline_container.cc:603] . unexpected pos 2048 vs 1942
            DISK_QUOTA_REACHED        | OSError: [Errno 122] Disk quota exceeded
            FILE_LIMIT_REACHED        | OSError: [Errno 24] Too many open files: 'a.png'
            CHECKPOINT_OF_OTHER_MODEL | size mismatch for fc.weight: copying a param with shape torch.Size([10, 512]) from checkpoint
            CHECKPOINT_DAMAGED        | RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory
            CHECKPOINT_DAMAGED        | _pickle.UnpicklingError: invalid load key, '\\x00'.
            CHECKPOINT_DAMAGED        | safetensors_rust.SafetensorError: Error while deserializing header: HeaderTooLarge
            CHECKPOINT_DAMAGED        | safetensors_rust.SafetensorError: Error while deserializing header: MetadataIncompleteBuffer
            CHECKPOINT_DAMAGED        | OSError: Unable to synchronously open file (file signature not found)
            MODULE_MISSING            | Exception in thread "main" java.lang.NoClassDefFoundError: org/example/Net
            IMPORT_FAILED             | ImportError: cannot import name 'Foo' from 'bar' (/opt/env/packages/bar.py)
            LIBRARY_MISSING           | ImportError: libGL.so.1: cannot open shared object file: No such file or directory
            LIBRARY_MISSING           | ./train: error while loading shared libraries: libcudart.so.12: cannot open shared object file: No such file or directory
            FILE_MISSING              | python3: can't open file '/program/trian.py': [Errno 2] No such file or directory
            FILE_MISSING              | Exception in thread "main" java.nio.file.NoSuchFileException: /data/digits/a.csv
            FILE_MISSING              | cat: cannot open '/data/none': No such file or directory
            ARGUMENT_REFUSED          | train.py: error: unrecognized arguments: --learing-rate 0.1
            NETWORK_CLOSED            | requests.exceptions.ConnectionError: Failed to resolve 'huggingface.co' ([Errno -3] Temporary failure in name resolution)
            NETWORK_CLOSED            | requests.exceptions.ProxyError: HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded (Caused by ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 403 Forbidden')))
            OWN_ERROR                 | StopIteration
            OWN_ERROR                 | [rank0]: AssertionError: loss is not finite
            OWN_ERROR                 | Exception in thread "main" java.lang.IllegalStateException: no data
            """)
    void a_line_names_the_cause(String finding, String line) {
        Autopsy autopsy = Examination.of(EXIT, List.of("epoch 3", "Traceback (most recent call last):", line, ""));

        assertThat(autopsy).isNotNull();
        assertThat(autopsy.finding().parts().getFirst().code()).isEqualTo(finding);
        assertThat(autopsy.finding().text()).doesNotContain("{");
        assertThat(line).contains(autopsy.evidence().getFirst());
    }

    @Test
    void who_only_noticed_does_not_hide_who_failed() {
        assertThat(finding(
                        EXIT,
                        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",
                        "[E ProcessGroupNCCL.cpp:523] Watchdog caught collective operation timeout",
                        "torch.distributed.elastic.multiprocessing.errors.ChildFailedError:"))
                .isEqualTo("GPU_MEMORY_FULL");
    }

    @Test
    void what_was_got_over_long_before_is_no_cause() {
        List<String> lines = new ArrayList<>(List.of("CUDA out of memory, trying half the batch"));
        lines.addAll(Collections.nCopies(60, "epoch"));
        lines.add("ValueError: no such class");
        assertThat(finding(EXIT, lines.toArray(String[]::new))).isEqualTo("OWN_ERROR");
    }

    @Test
    void what_was_counted_stands_above_what_was_said() {
        Reason cause = Reason.of(AttemptReason.MEMORY_EXCEEDED, Map.of("limit", "2 GiB"));
        Autopsy autopsy = Examination.of(cause, List.of("ValueError: worker died"));
        assertThat(autopsy).isNotNull();
        assertThat(autopsy.finding().parts().getFirst().code()).isEqualTo("MAIN_MEMORY_FULL");
        assertThat(autopsy.evidence()).containsExactly("used more than 2 GiB of memory");
    }

    @Test
    void pips_words_are_read() {
        Reason cause = Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED)
                .because(Reason.inWords(
                        "Could not find a version that satisfies the requirement torhc==9 (from versions:"
                                + " none); No matching distribution found for torhc==9"));
        Autopsy autopsy = Examination.of(cause, List.of());
        assertThat(autopsy).isNotNull();
        assertThat(autopsy.finding().text()).isEqualTo("a package of requirements.txt is not to be had: torhc==9");
        assertThat(finding(Reason.of(AttemptReason.REQUIREMENTS_NOT_INSTALLED)
                        .because(Reason.inWords("ResolutionImpossible: for help visit https://pip.pypa.io"))))
                .isEqualTo("REQUIREMENTS_CONTRADICT");
    }

    @Test
    void colours_do_not_hide_a_line_and_its_length_is_bounded() {
        Autopsy autopsy = Examination.of(EXIT, List.of("\u001b[31mValueError: " + "x".repeat(280) + "\u001b[0m"));
        assertThat(autopsy).isNotNull();
        assertThat(autopsy.evidence().getFirst()).startsWith("ValueError: x").doesNotContain("\u001b");
    }

    @Test
    void a_hostile_line_takes_no_time() {
        // Fails by never ending, should a pattern run away.
        assertThat(Examination.of(EXIT, Collections.nCopies(200, "a".repeat(400))))
                .isNull();
        assertThat(Examination.of(EXIT, Collections.nCopies(200, "[Errno /dev/shm (shm ".repeat(19))))
                .isNull();
    }

    private static String finding(Reason cause, String... lines) {
        Autopsy autopsy = Examination.of(cause, List.of(lines));
        assertThat(autopsy).isNotNull();
        return autopsy.finding().parts().getFirst().code();
    }
}
