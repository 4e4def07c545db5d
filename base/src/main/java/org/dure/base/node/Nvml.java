package org.dure.base.node;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// NVIDIA's management library, which comes with the driver (docs.nvidia.com/deploy/nvml-api), called by the JDK's
/// foreign functions. Loaded once for the life of the process. Not for two threads at a time.
final class Nvml {

    static final String LIBRARY = "libnvidia-ml.so.1";

    private static final int SUCCESS = 0;
    private static final int TEXT_BYTES = 96;
    /// NVML_TEMPERATURE_GPU
    private static final int ON_DIE = 0;
    /// NVML_MEMORY_ERROR_TYPE_UNCORRECTED, NVML_VOLATILE_ECC
    private static final int UNCORRECTED = 1;

    private static final int VOLATILE = 0;

    private final SymbolLookup library;
    private final MethodHandle count;
    private final MethodHandle handleByIndex;
    private final MethodHandle minorNumber;
    private final MethodHandle uuid;
    private final MethodHandle name;
    private final MethodHandle utilisation;
    private final MethodHandle memory;
    private final MethodHandle temperature;
    private final MethodHandle power;
    private final MethodHandle eccErrors;

    private Nvml(SymbolLookup library) {
        this.library = library;
        this.count = function("nvmlDeviceGetCount_v2", ADDRESS);
        this.handleByIndex = function("nvmlDeviceGetHandleByIndex_v2", JAVA_INT, ADDRESS);
        this.minorNumber = function("nvmlDeviceGetMinorNumber", ADDRESS, ADDRESS);
        this.uuid = function("nvmlDeviceGetUUID", ADDRESS, ADDRESS, JAVA_INT);
        this.name = function("nvmlDeviceGetName", ADDRESS, ADDRESS, JAVA_INT);
        this.utilisation = function("nvmlDeviceGetUtilizationRates", ADDRESS, ADDRESS);
        this.memory = function("nvmlDeviceGetMemoryInfo", ADDRESS, ADDRESS);
        this.temperature = function("nvmlDeviceGetTemperature", ADDRESS, JAVA_INT, ADDRESS);
        this.power = function("nvmlDeviceGetPowerUsage", ADDRESS, ADDRESS);
        this.eccErrors = function("nvmlDeviceGetTotalEccErrors", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    /// Null where there is no such library, or no driver behind it.
    static @Nullable Nvml open(String library) {
        try {
            Nvml nvml = new Nvml(SymbolLookup.libraryLookup(library, Arena.global()));
            return succeeded(nvml.function("nvmlInit_v2")) ? nvml : null;
        } catch (IllegalArgumentException absent) {
            return null;
        }
    }

    /// Those that answer; a GPU that has fallen off its bus is left out.
    List<GpuReading> read() {
        List<GpuReading> readings = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            if (!succeeded(count, number)) {
                return readings;
            }
            int gpus = number.get(JAVA_INT, 0);
            MemorySegment pointer = arena.allocate(ADDRESS);
            for (int index = 0; index < gpus; index++) {
                if (succeeded(handleByIndex, index, pointer)) {
                    GpuReading reading = read(pointer.get(ADDRESS, 0), arena);
                    if (reading != null) {
                        readings.add(reading);
                    }
                }
            }
        }
        return readings;
    }

    private @Nullable GpuReading read(MemorySegment gpu, Arena arena) {
        MemorySegment out = arena.allocate(JAVA_LONG, 3);
        MemorySegment text = arena.allocate(TEXT_BYTES);
        if (!succeeded(minorNumber, gpu, out)) {
            return null;
        }
        int number = out.get(JAVA_INT, 0);
        String id = succeeded(uuid, gpu, text, TEXT_BYTES) ? text.getString(0) : "gpu-" + number;
        String model = succeeded(name, gpu, text, TEXT_BYTES) ? text.getString(0) : "GPU";
        // struct nvmlUtilization_t {unsigned gpu, memory}, in per cent
        Double busy = succeeded(utilisation, gpu, out) ? out.get(JAVA_INT, 0) / 100.0 : null;
        Long total = null;
        Long used = null;
        // struct nvmlMemory_t {unsigned long long total, free, used}
        if (succeeded(memory, gpu, out)) {
            total = out.getAtIndex(JAVA_LONG, 0);
            used = out.getAtIndex(JAVA_LONG, 2);
        }
        Double celsius = succeeded(temperature, gpu, ON_DIE, out) ? (double) out.get(JAVA_INT, 0) : null;
        Double watts = succeeded(power, gpu, out) ? out.get(JAVA_INT, 0) / 1000.0 : null;
        Long errors = succeeded(eccErrors, gpu, UNCORRECTED, VOLATILE, out) ? out.get(JAVA_LONG, 0) : null;
        return new GpuReading(number, id, model, busy, used, total, celsius, watts, errors);
    }

    /// @throws IllegalArgumentException where the library has no such function
    private MethodHandle function(String symbol, MemoryLayout... arguments) {
        MemorySegment address = library.find(symbol)
                .orElseThrow(() -> new IllegalArgumentException("there is no " + symbol + " in the library"));
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static boolean succeeded(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments) == SUCCESS;
        } catch (Throwable broken) {
            throw new IllegalStateException("NVML could not be called", broken);
        }
    }
}
