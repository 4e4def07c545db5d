package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What Kueue makes of a Job. Only what is read here is known of it, because its versions differ in the rest.
///
/// @param job  the name of the Job that it stands for
/// @param says why it waits, in Kueue's words
record KueueWorkload(String name, String job, int priority, String says) {

    /// In the order in which they say why a workload does not run; those that hold say something where they are true.
    private static final List<String> CONDITIONS = List.of("Evicted", "QuotaReserved", "Admitted");

    /// One for each Job that owns it.
    static Stream<KueueWorkload> of(GenericKubernetesResource found) {
        int priority = found.get("spec", "priority") instanceof Number number ? number.intValue() : 0;
        String says = says(found);
        return found.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals("Job"))
                .map(owner -> new KueueWorkload(found.getMetadata().getName(), owner.getName(), priority, says));
    }

    private static String says(GenericKubernetesResource found) {
        if (!(found.get("status", "conditions") instanceof List<?> conditions)) {
            return "it has not looked at it yet";
        }
        for (String type : CONDITIONS) {
            for (Object each : conditions) {
                if (each instanceof Map<?, ?> condition
                        && type.equals(condition.get("type"))
                        && (type.equals("Evicted") ? "True" : "False").equals(condition.get("status"))) {
                    Object message = condition.get("message");
                    return KubernetesPresence.cut(
                            message == null ? null : message.toString(), String.valueOf(condition.get("reason")));
                }
            }
        }
        return "it lets it begin";
    }
}
