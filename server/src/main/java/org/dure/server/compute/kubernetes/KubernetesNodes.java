package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dure.server.compute.slot.Node;
import org.jspecify.annotations.Nullable;

/// What nodes have for pods.
final class KubernetesNodes {

    private static final int GPUS_MOST = 1_024;

    private KubernetesNodes() {}

    /// Those that are ready and take pods.
    ///
    /// @param gpuResource such as `nvidia.com/gpu`
    static List<Node> of(List<io.fabric8.kubernetes.api.model.Node> nodes, String gpuResource) {
        return nodes.stream()
                .filter(KubernetesNodes::takesPods)
                .map(node -> node(node, gpuResource))
                .toList();
    }

    private static boolean takesPods(io.fabric8.kubernetes.api.model.Node node) {
        boolean closed =
                node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        return !closed
                && node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    private static Node node(io.fabric8.kubernetes.api.model.Node node, String gpuResource) {
        Map<String, Quantity> has = node.getStatus().getAllocatable();
        int gpus = Math.min(GPUS_MOST, amount(has.get(gpuResource)).intValue());
        long mebibytes = amount(has.get("memory")).longValue() >> 20;
        return new Node(
                node.getMetadata().getName(),
                amount(has.get("cpu")).intValue(),
                // One agent's share is kept; each further pod asks for its own beside its program's.
                Math.max(0, mebibytes - KubernetesJob.AGENT_MIB) << 20,
                IntStream.range(0, gpus).boxed().toList());
    }

    private static BigDecimal amount(@Nullable Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }
}
