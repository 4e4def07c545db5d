"""What both sides are filled with: the same numbers, made from seeds, so that either side's answers can be checked."""

import dataclasses

import numpy

METRICS = 50
POINTS = 9
PARAMS = 20
TAGS = 10
LONG_RUNS = 10
LONG_KEY = "loss"
STARTED_MS = 1_760_000_000_000


@dataclasses.dataclass(frozen=True)
class Workload:
    """`runs` runs of 50 metrics × 9 points, 20 parameters and 10 tags, and ten runs of one long series each."""

    runs: int
    long_points: int

    @property
    def points(self):
        return self.runs * METRICS * POINTS + LONG_RUNS * self.long_points

    def values(self, run):
        """The metrics of one run: METRICS × POINTS, falling curves with noise in every bit of the mantissa."""
        noise = numpy.random.default_rng(run).normal(0, 0.05, (METRICS, POINTS))
        start = 1 + run % 7 / 10
        return start * numpy.exp(-numpy.arange(POINTS) / 4) + noise

    def long_values(self, run):
        noise = numpy.random.default_rng(1_000_000 + run).normal(0, 0.02, self.long_points)
        return numpy.exp(-numpy.arange(self.long_points) / (self.long_points / 5)) + noise

    def params(self, run):
        return [(f"param_{i:02}", str((run * (i + 3)) % (10 + 7 * i))) for i in range(PARAMS)]

    def tags(self, run):
        return [(f"tag_{i:02}", f"{'abcdefgh'[(run + i) % 8]}-{run % (5 + i)}") for i in range(TAGS)]


def metric(index):
    return f"metric_{index:02}"


def started_ms(run):
    return STARTED_MS + run * 1_000


def time_ms(run, step):
    return started_ms(run) + 10 * step
