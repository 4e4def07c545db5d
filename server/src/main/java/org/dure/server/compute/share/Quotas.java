package org.dure.server.compute.share;

import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// The shares and quotas of all projects and what of this month is used up. A picture of one moment; nothing in it
/// changes.
public final class Quotas {

    private final Map<UUID, Share> shares;
    private final Map<UUID, Double> gpuHours;
    private final LocalDate nextMonth;

    /// @param shares    by project, of those that have one
    /// @param gpuHours  used in this month by the projects that have a quota of them
    /// @param nextMonth when quotas of a month begin anew
    public Quotas(Map<UUID, Share> shares, Map<UUID, Double> gpuHours, LocalDate nextMonth) {
        this.shares = Map.copyOf(shares);
        this.gpuHours = Map.copyOf(gpuHours);
        this.nextMonth = nextMonth;
    }

    /// Where nobody has set any.
    public static Quotas none() {
        return new Quotas(Map.of(), Map.of(), LocalDate.EPOCH);
    }

    public Share of(UUID projectId) {
        return shares.getOrDefault(projectId, Share.standard(projectId));
    }

    /// Among the projects that want something.
    public double weight(UUID projectId) {
        return of(projectId).weight();
    }

    /// Why the project gets no more now; null where it may have them.
    ///
    /// @param slots that it asks for
    /// @param held  that it holds of this kind
    public @Nullable Reason refusal(UUID projectId, Slot.Kind kind, int slots, int held) {
        Share share = of(projectId);
        Integer most = share.slotsMax(kind);
        if (most != null && held + slots > most) {
            SessionReason code = switch (kind) {
                case GPU -> SessionReason.QUOTA_GPUS;
                case CPU -> SessionReason.QUOTA_CPUS;
            };
            return Reason.of(code, Map.of("quota", most, "held", held));
        }
        Double hours = share.gpuHoursPerMonth();
        if (kind == Slot.Kind.GPU && hours != null && gpuHours.getOrDefault(projectId, 0.0) >= hours) {
            return Reason.of(SessionReason.QUOTA_GPU_HOURS, Map.of("quota", hours(hours), "date", nextMonth));
        }
        return null;
    }

    private static String hours(double hours) {
        return hours == Math.rint(hours) ? String.valueOf((long) hours) : String.valueOf(hours);
    }
}
