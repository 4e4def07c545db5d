/* Pretends to be the driver's libnvidia-ml.so.1 with two GPUs: one that tells everything, and one like a partitioned GPU
   that tells little. A third has fallen off its bus. */
#include <stdio.h>
#include <string.h>

#define SUCCESS 0
#define NOT_SUPPORTED 3
#define GPU_IS_LOST 15

static int gpus[3] = {0, 1, 2};

static int number(void *gpu) { return *(int *) gpu; }

int nvmlInit_v2(void) { return SUCCESS; }

int nvmlDeviceGetCount_v2(unsigned *count) { *count = 3; return SUCCESS; }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **gpu) {
    if (index == 2) return GPU_IS_LOST;
    *gpu = &gpus[index];
    return SUCCESS;
}

/* The driver counts another way than the device files: index 0 is /dev/nvidia1. */
int nvmlDeviceGetMinorNumber(void *gpu, unsigned *minor) { *minor = 1 - number(gpu); return SUCCESS; }

int nvmlDeviceGetUUID(void *gpu, char *text, unsigned length) {
    snprintf(text, length, "GPU-00000000-0000-0000-0000-00000000000%d", number(gpu));
    return SUCCESS;
}

int nvmlDeviceGetName(void *gpu, char *text, unsigned length) {
    snprintf(text, length, "NVIDIA Pretended %d", number(gpu));
    return SUCCESS;
}

struct utilization { unsigned gpu, memory; };

int nvmlDeviceGetUtilizationRates(void *gpu, struct utilization *rates) {
    if (number(gpu) == 1) return NOT_SUPPORTED;
    rates->gpu = 87;
    rates->memory = 12;
    return SUCCESS;
}

struct memory { unsigned long long total, free, used; };

int nvmlDeviceGetMemoryInfo(void *gpu, struct memory *memory) {
    memory->total = 85899345920ULL;
    memory->used = 21474836480ULL;
    memory->free = memory->total - memory->used;
    return SUCCESS;
}

int nvmlDeviceGetTemperature(void *gpu, int sensor, unsigned *celsius) {
    if (sensor != 0) return NOT_SUPPORTED;
    *celsius = 61;
    return SUCCESS;
}

int nvmlDeviceGetPowerUsage(void *gpu, unsigned *milliwatts) { *milliwatts = 412345; return SUCCESS; }

int nvmlDeviceGetTotalEccErrors(void *gpu, int type, int counter, unsigned long long *errors) {
    if (number(gpu) == 1) return NOT_SUPPORTED;
    if (type != 1 || counter != 0) return NOT_SUPPORTED;
    *errors = 5000000000ULL;
    return SUCCESS;
}
