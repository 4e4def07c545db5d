package org.dure.cli.verbs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dure.cli.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dure pools add kubernetes`.
@Command(
        name = "kubernetes",
        description = "A Kubernetes cluster. For administrators; docs/guide/kubernetes.md leads through it.",
        footer = {
            "",
            "Example:",
            "  dure pools add kubernetes kube --kubeconfig /etc/dure/kubeconfig --namespace research \\",
            "    --shared /mnt/dure --claim dure --server-url http://10.0.0.1:8080 \\",
            "    --image example.org/dure-node:1"
        })
final class AddKubernetes extends AddPool {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "On this server, in place of --api-url, --token-file and --ca-file.")
    @Nullable
    String kubeconfig;

    @Option(names = "--api-url", paramLabel = "URL", description = "Of the API server.")
    @Nullable
    String apiUrl;

    @Option(names = "--token-file", paramLabel = "FILE", description = "On this server, with the token for it.")
    @Nullable
    String tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "On this server, with its authority.")
    @Nullable
    String caFile;

    @Option(names = "--namespace", required = true, paramLabel = "NAME", description = "Where Jobs are made.")
    String namespace = "";

    @Option(
            names = "--shared",
            required = true,
            paramLabel = "FOLDER",
            description = "Where this server sees the volume of --claim.")
    String shared = "";

    @Option(
            names = "--claim",
            required = true,
            paramLabel = "NAME",
            description = "Of a volume that this server and all nodes can mount.")
    String claim = "";

    @Option(
            names = "--server-url",
            required = true,
            paramLabel = "URL",
            description = "Where the pods reach this server.")
    String serverUrl = "";

    @Option(
            names = "--image",
            required = true,
            paramLabel = "IMAGE",
            description = "With bubblewrap, socat and Python.")
    String image = "";

    @Option(names = "--service-account", paramLabel = "NAME", description = "Of the pods; they get no token of it.")
    @Nullable
    String serviceAccount;

    @Option(names = "--user", paramLabel = "NUMBER", description = "Of the pods' user (default 10001).")
    @Nullable
    Integer user;

    @Option(names = "--seccomp-profile", paramLabel = "FILE", description = "Below the nodes' seccomp folder.")
    @Nullable
    String seccompProfile;

    @Option(names = "--gpu-resource", paramLabel = "NAME", description = "Default nvidia.com/gpu.")
    @Nullable
    String gpuResource;

    @Option(names = "--node-label", paramLabel = "NAME=VALUE", description = "Only nodes with it are the pool's.")
    Map<String, String> nodeLabels = new LinkedHashMap<>();

    @Option(
            names = "--gang-network",
            paramLabel = "pod",
            description = "Let sessions run on several nodes, whose programs then share the network of their pods.")
    @Nullable
    String gangNetwork;

    @Option(names = "--queue", paramLabel = "NAME", description = "Kueue's LocalQueue for the Jobs.")
    @Nullable
    String queue;

    @Option(names = "--priority-boost", paramLabel = "N", description = "Kueue's annotation of each Job.")
    @Nullable
    Integer priorityBoost;

    @Option(names = "--workload-priority", paramLabel = "N", description = "Written to each of Kueue's Workloads.")
    @Nullable
    Integer workloadPriority;

    AddKubernetes(Console console) {
        super(console);
    }

    @Override
    void run() {
        Map<String, Object> settings = new LinkedHashMap<>();
        put(settings, "kubeconfig", kubeconfig);
        put(settings, "api_url", apiUrl);
        put(settings, "token_file", tokenFile);
        put(settings, "ca_file", caFile);
        settings.put("namespace", namespace);
        settings.put("shared_folder", shared);
        settings.put("volume_claim", claim);
        settings.put("server_url", serverUrl);
        settings.put("image", image);
        put(settings, "service_account", serviceAccount);
        put(settings, "user", user);
        put(settings, "seccomp_profile", seccompProfile);
        put(settings, "gpu_resource", gpuResource);
        settings.put("node_labels", nodeLabels);
        put(settings, "gang_network", gangNetwork);
        put(settings, "queue", queue);
        put(settings, "priority_boost", priorityBoost);
        put(settings, "workload_priority", workloadPriority);
        add("KUBERNETES", "the cluster", settings);
    }
}
