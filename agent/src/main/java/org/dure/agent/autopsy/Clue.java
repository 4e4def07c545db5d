package org.dure.agent.autopsy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.base.agent.Finding;
import org.jspecify.annotations.Nullable;

/// A way in which a line of a log tells a cause of death. The words are those of the programs themselves: Python,
/// PyTorch, TensorFlow, JAX, NumPy, Java, pip, CUDA, NCCL, the C library and the kernel.
///
/// @param pattern         its group `name`, where it has one, is what the finding names
/// @param onlyConsequence whether such a line may only be the echo of another one's cause
record Clue(Finding finding, Pattern pattern, boolean onlyConsequence) {

    static final List<Clue> ALL = List.of(
            cause(
                    Finding.GPU_MEMORY_FULL,
                    "CUDA out of memory|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|CUDA error: out of memory"
                            + "|OOM when allocating tensor|RESOURCE_EXHAUSTED: (?:Out of memory|Failed to allocate)"
                            + "|CU(?:BLAS|DNN)_STATUS_ALLOC_FAILED|CUDA driver error: out of memory"
                            + "|Allocation on device .*would exceed allowed memory"
                            + "|CUDA failure 2: out of memory|HIP out of memory"),
            cause(Finding.GPU_MEMORY_ERROR, "(?i)uncorrectable ECC|double.bit ECC|ECC error"),
            cause(Finding.GPU_FAILED, "NVRM: Xid \\([^)]*\\): (?<name>\\d+)"),
            cause(
                    Finding.GPU_UNREACHABLE,
                    "GPU has fallen off the bus|GPU is lost|CUDA_ERROR_DEVICE_UNAVAILABLE"
                            + "|CUDA-capable device\\(s\\) is/are busy or unavailable"),
            cause(
                    Finding.GPU_DRIVER_TOO_OLD,
                    "CUDA driver version is insufficient|NVIDIA driver on your system is too old"
                            + "|forward compatibility was attempted|CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"
                            + "|unsupported (?:toolchain|PTX)|API version mismatch"),
            cause(
                    Finding.GPU_NOT_SUPPORTED,
                    "no kernel image is available|is not compatible with the current PyTorch installation"
                            + "|device kernel image is invalid"),
            cause(
                    Finding.GPU_NOT_GRANTED,
                    "No CUDA GPUs are available|no CUDA-capable device|not compiled with CUDA enabled"
                            + "|Found no NVIDIA driver|torch\\.cuda\\.is_available\\(\\) is False|CUDA_ERROR_NO_DEVICE"),
            cause(
                    Finding.GPU_CODE_FAILED,
                    "device-side assert triggered|an illegal memory access was encountered"
                            + "|CUDA error: (?:misaligned address|unspecified launch failure)"),
            cause(
                    Finding.SHARED_MEMORY_FULL,
                    "insufficient shared memory|out of shared memory|\\(shm\\)|/dev/shm.*No space left"),
            cause(Finding.JAVA_HEAP_FULL, "java\\.lang\\.OutOfMemoryError: (?!unable to create)"),
            cause(
                    Finding.PROCESS_LIMIT_REACHED,
                    "can't start new thread|unable to create (?:new )?native thread|BlockingIOError: \\[Errno 11]"
                            + "|fork: (?:retry: )?Resource temporarily unavailable|pthread_create failed.*unavailable"),
            cause(
                    Finding.MAIN_MEMORY_FULL,
                    "^MemoryError|ArrayMemoryError|std::bad_alloc|Cannot allocate memory|\\[Errno 12]"
                            + "|DefaultCPUAllocator: (?:can't|not enough)|killed by signal: Killed"),
            cause(Finding.DISK_QUOTA_REACHED, "Disk quota exceeded|\\[Errno 122]"),
            cause(
                    Finding.DISK_SHARE_FULL,
                    "No space left on device|File too large|\\[Errno 2[78]]|inline_container\\.cc.* unexpected pos"),
            cause(Finding.FILE_LIMIT_REACHED, "Too many open files|received 0 items of ancdata"),
            cause(
                    Finding.CHECKPOINT_OF_OTHER_MODEL,
                    "size mismatch for |Missing key\\(s\\) in state_dict|Unexpected key\\(s\\) in state_dict"
                            + "|Error\\(s\\) in loading state_dict"),
            cause(
                    Finding.CHECKPOINT_DAMAGED,
                    "PytorchStreamReader failed|invalid load key|UnpicklingError|failed finding central directory"
                            + "|file might be corrupted|not a ZIP archive|Unable to (?:synchronously )?open file.*truncated"
                            + "|Unable to (?:synchronously )?open file.*signature not found"
                            + "|SafetensorError: Error while deserializing|DataLossError|Ran out of input"),
            cause(Finding.MODULE_MISSING, "ModuleNotFoundError: No module named '(?<name>[^']{1,100})'"),
            cause(
                    Finding.MODULE_MISSING,
                    "java\\.lang\\.(?:ClassNotFoundException|NoClassDefFoundError): (?<name>[\\w.$/]{1,200})"),
            cause(
                    Finding.LIBRARY_MISSING,
                    "(?:ImportError|OSError|libraries): (?<name>[^\\s:]{1,100}\\.so[^\\s:]{0,30}): cannot open shared"),
            cause(Finding.LIBRARY_MISSING, "(?<name>version `GLIBC[^']{0,30}' not found)"),
            cause(Finding.IMPORT_FAILED, "^ImportError: (?<name>.{1,200})"),
            cause(
                    Finding.FILE_MISSING,
                    "(?:FileNotFoundError: .*No such file or directory: |can't open file )'(?<name>[^']{1,300})'"),
            cause(Finding.FILE_MISSING, "(?:NoSuchFileException|FileNotFoundException): (?<name>\\S{1,300})"),
            cause(Finding.FILE_MISSING, "cannot (?:open|access|stat) '?(?<name>[^':]{1,300})'?: No such file"),
            cause(
                    Finding.PLACE_READ_ONLY,
                    "(?:Read-only file system|PermissionError: .*Permission denied): '(?<name>[^']{1,300})'"),
            cause(Finding.HOST_NOT_ALLOWED, "403 this session may not reach (?<name>[a-z0-9.:?-]{1,260}):"),
            cause(
                    Finding.NETWORK_CLOSED,
                    "Temporary failure in name resolution|Name or service not known|Network is unreachable"
                            + "|UnknownHostException|nodename nor servname|Failed to resolve '|Could not resolve host|HTTP code 403 from proxy after CONNECT"
                            + "|CONNECT tunnel failed, response 403|Tunnel connection failed: 403"),
            cause(Finding.ARGUMENT_REFUSED, "error: (?:unrecognized arguments|the following arguments are required)"),
            cause(Finding.ARGUMENT_REFUSED, "error: argument .*(?:invalid|expected)"),
            consequence(
                    Finding.GPUS_OUT_OF_STEP,
                    "NCCL error|ncclSystemError|ncclUnhandledCudaError|ncclRemoteError|ncclInternalError"
                            + "|collective operation timeout|NCCL WARN .*(?:timeout|Connection)"
                            + "|ProcessGroupNCCL.*(?:terminated|aborted)"),
            consequence(
                    Finding.OWN_ERROR,
                    "^(?<name>(?:[A-Za-z_][\\w.]*\\.)?[A-Z]\\w*(?:Error|Exception|Interrupt|Exit)(?::.{0,300})?)$"),
            consequence(Finding.OWN_ERROR, "^(?<name>Stop(?:Async)?Iteration(?:: .{0,300})?)$"),
            consequence(
                    Finding.OWN_ERROR, "^Exception in thread \"[^\"]{1,100}\" (?<name>[\\w.$]{1,200}(?::.{0,300})?)$"));

    /// What the line names, empty where the clue names nothing; null where the line does not fit.
    @Nullable
    String read(String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return null;
        }
        return pattern.namedGroups().containsKey("name") ? matcher.group("name") : "";
    }

    private static Clue cause(Finding finding, String pattern) {
        return new Clue(finding, Pattern.compile(pattern), false);
    }

    private static Clue consequence(Finding finding, String pattern) {
        return new Clue(finding, Pattern.compile(pattern), true);
    }
}
