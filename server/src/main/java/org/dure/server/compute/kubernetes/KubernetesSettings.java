package org.dure.server.compute.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.engine.SharedFolder;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.pool.SettingsReader;
import org.jspecify.annotations.Nullable;

/// What a pool of Kubernetes needs to know; `docs/guide/kubernetes.md` explains each.
///
/// @param access         to the API server
/// @param namespace      where the Jobs are made
/// @param shared         what lies on the volume of `volumeClaim`, as `server` sees it and the pods get it
/// @param volumeClaim    that many nodes may mount at once (ReadWriteMany)
/// @param serverUrl      of this platform, as the pods reach it
/// @param image          with bubblewrap, socat and Python; agent and Java come from the volume
/// @param serviceAccount of the pods, whose token they are not given; null for the namespace's usual one
/// @param user           the number of the user that owns the attempts' files and runs their pods
/// @param seccompProfile a file below the node's seccomp folder; null for none
/// @param gpuResource    such as `nvidia.com/gpu`
/// @param nodeLabels     of the nodes that are the pool's; empty for all
/// @param kueue          null where Kueue is not asked
/// @param gangNetwork    how the programs of a session on several nodes reach one another: `pod`, over the network of
///                       their pods; null where there are no such sessions
record KubernetesSettings(
        Access access,
        String namespace,
        Path shared,
        String volumeClaim,
        URI serverUrl,
        String image,
        @Nullable String serviceAccount,
        int user,
        @Nullable String seccompProfile,
        String gpuResource,
        Map<String, String> nodeLabels,
        @Nullable Kueue kueue,
        @Nullable String gangNetwork) {

    private static final int USER = 10001;
    private static final String GPU = "nvidia.com/gpu";

    private static final Set<String> NAMES = Set.of(
            "kubeconfig",
            "api_url",
            "token_file",
            "ca_file",
            "namespace",
            "shared_folder",
            "volume_claim",
            "server_url",
            "image",
            "service_account",
            "user",
            "seccomp_profile",
            "gpu_resource",
            "node_labels",
            "queue",
            "priority_boost",
            "workload_priority",
            "gang_network");

    /// RFC 1123.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");
    private static final Pattern QUALIFIED =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final Pattern GANG_NETWORK = Pattern.compile("pod");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");

    static KubernetesSettings of(Pool pool) {
        return read(pool.settings());
    }

    /// @throws UserError.Invalid naming every setting that is wrong
    static KubernetesSettings read(Map<String, Object> given) {
        SettingsReader reader = new SettingsReader(given, NAMES);
        Access access = access(reader);
        String namespace = reader.required("namespace", name(reader, "namespace"));
        String shared = reader.required("shared_folder", reader.path("shared_folder"));
        String claim = reader.required("volume_claim", name(reader, "volume_claim"));
        URI serverUrl = reader.url("server_url", "http://10.0.0.1:8080");
        String image = reader.required("image", reader.matching("image", IMAGE, PoolReason.SETTING_NO_IMAGE));
        String gpuResource =
                reader.matching("gpu_resource", QUALIFIED, PoolReason.SETTING_NO_RESOURCE, Map.of("example", GPU));
        Integer user = reader.number("user");
        if (user != null && user < 1) {
            reader.fault("user", PoolReason.SETTING_ROOT);
        }
        Map<String, String> labels = labels(reader);
        String account = name(reader, "service_account");
        String seccomp = reader.matching("seccomp_profile", FILE, PoolReason.SETTING_NO_FILE_NAME);
        Kueue kueue = kueue(reader);
        String gangNetwork = reader.matching("gang_network", GANG_NETWORK, PoolReason.SETTING_NO_GANG_NETWORK_OF_PODS);
        reader.finish();
        return new KubernetesSettings(
                access,
                namespace,
                Path.of(shared).normalize(),
                claim,
                serverUrl,
                image,
                account,
                user == null ? USER : user,
                seccomp,
                gpuResource == null ? GPU : gpuResource,
                labels,
                kueue,
                gangNetwork);
    }

    private static Access access(SettingsReader reader) {
        String kubeconfig = reader.path("kubeconfig");
        String tokenFile = reader.path("token_file");
        String caFile = reader.path("ca_file");
        if (kubeconfig == null) {
            URI apiUrl = reader.url("api_url", "https://10.0.0.1:6443");
            reader.required("token_file", tokenFile);
            return new Access(null, apiUrl, tokenFile, caFile);
        }
        if (reader.text("api_url") != null || tokenFile != null || caFile != null) {
            reader.fault("kubeconfig", PoolReason.SETTING_IN_KUBECONFIG);
        }
        return new Access(kubeconfig, null, null, null);
    }

    private static @Nullable Kueue kueue(SettingsReader reader) {
        String queue = name(reader, "queue");
        Integer boost = reader.number("priority_boost");
        Integer priority = reader.number("workload_priority");
        if (queue != null) {
            return new Kueue(queue, boost, priority);
        }
        if (boost != null || priority != null) {
            reader.fault(boost != null ? "priority_boost" : "workload_priority", PoolReason.SETTING_WITHOUT_QUEUE);
        }
        return null;
    }

    private static Map<String, String> labels(SettingsReader reader) {
        Map<String, String> labels = reader.map("node_labels");
        labels.forEach((label, value) -> {
            if (!QUALIFIED.matcher(label).matches()
                    || !LABEL_VALUE.matcher(value).matches()) {
                reader.fault("node_labels." + label, PoolReason.SETTING_NO_LABEL);
            }
        });
        return labels;
    }

    private static @Nullable String name(SettingsReader reader, String setting) {
        return reader.matching(setting, NAME, PoolReason.SETTING_NO_KUBERNETES_NAME);
    }

    SharedFolder folder() {
        return new SharedFolder(shared);
    }

    /// @param kubeconfig a file of `server`; null where the rest names the cluster
    /// @param apiUrl     of the API server; null with `kubeconfig`
    /// @param tokenFile  a file of `server` with a service account's token, read anew when it is needed
    /// @param caFile     a file of `server` with the authority of the API server's certificate
    record Access(
            @Nullable String kubeconfig,
            @Nullable URI apiUrl,
            @Nullable String tokenFile,
            @Nullable String caFile) {}

    /// @param queue    its LocalQueue
    /// @param boost    for its annotation `kueue.x-k8s.io/priority-boost`; null for none
    /// @param priority set on its Workloads themselves; null to leave theirs
    record Kueue(
            String queue, @Nullable Integer boost, @Nullable Integer priority) {}
}
