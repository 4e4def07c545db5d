package org.dure.server.compute.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.dure.base.FailureWords;
import org.dure.base.Reason;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.pool.PoolReason;
import org.jspecify.annotations.Nullable;

/// The API server of one cluster. Connected when it is first asked.
final class KubernetesApi implements AutoCloseable {

    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int REQUEST_MILLIS = (int) Duration.ofSeconds(20).toMillis();
    private static final int FIRST_REFUSAL = 400;
    private static final int TOO_MANY = 429;
    private static final int FIRST_OF_SERVER = 500;

    private final KubernetesSettings settings;
    private @Nullable KubernetesClient client;

    KubernetesApi(KubernetesSettings settings) {
        this.settings = settings;
    }

    KubernetesSettings settings() {
        return settings;
    }

    /// @throws EngineAwayException where the API server cannot answer now
    /// @throws IOException         in its words, where it refuses
    <T> T ask(Function<KubernetesClient, T> question) throws IOException {
        try {
            return question.apply(client());
        } catch (KubernetesClientException failed) {
            if (failed.getCode() < FIRST_REFUSAL
                    || failed.getCode() == TOO_MANY
                    || failed.getCode() >= FIRST_OF_SERVER) {
                throw new EngineAwayException(words(failed));
            }
            throw new RefusedException(failed);
        } catch (UncheckedIOException unreadable) {
            throw new EngineAwayException(words(unreadable));
        }
    }

    /// With what lies behind it: the client itself names only what it was asked.
    private static String words(RuntimeException failed) {
        StringBuilder said = new StringBuilder(String.valueOf(failed.getMessage()));
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            String why = FailureWords.of(cause);
            if (said.indexOf(why) < 0) {
                said.append(' ').append(why);
            }
        }
        return said.toString();
    }

    /// The API server has understood, and says no.
    static final class RefusedException extends EngineRefusesException {

        private static final long serialVersionUID = 1;

        private final int code;

        RefusedException(KubernetesClientException refused) {
            super(Reason.of(PoolReason.KUBERNETES_REFUSES, Map.of("why", FailureWords.of(refused))));
            this.code = refused.getCode();
        }

        /// The status of HTTP.
        int code() {
            return code;
        }
    }

    private synchronized KubernetesClient client() {
        KubernetesClient known = client;
        if (known == null) {
            known = new KubernetesClientBuilder()
                    .withConfig(config())
                    .withHttpClientFactory(new JdkHttpClientFactory())
                    .build();
            client = known;
        }
        return known;
    }

    /// Nothing is taken from the environment of `server`.
    private Config config() {
        String kubeconfig = settings.access().kubeconfig();
        ConfigBuilder config = new ConfigBuilder(
                kubeconfig == null ? Config.empty() : Config.fromKubeconfig(read(Path.of(kubeconfig))));
        URI apiUrl = settings.access().apiUrl();
        String tokenFile = settings.access().tokenFile();
        if (apiUrl != null) {
            config.withMasterUrl(apiUrl.toString())
                    .withCaCertFile(settings.access().caFile());
        }
        if (tokenFile != null) {
            // Tokens of service accounts are renewed; the file always has the one that holds.
            config.withOauthTokenProvider(() -> read(Path.of(tokenFile)).strip());
        }
        return config.withNamespace(settings.namespace())
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read " + file, failed);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
