package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.dure.base.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A platform that speaks TLS by a certificate that keytool has made.
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;
    private HttpClient trusting;

    @BeforeEach
    void a_certificate() throws Exception {
        Path store = folder.resolve("made.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "dure",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, "changeit".toCharArray());
        }
        Key secret = made.getKey("dure", "changeit".toCharArray());
        certificate = pem("dure.crt", "CERTIFICATE", made.getCertificate("dure").getEncoded());
        key = pem("dure.key", "PRIVATE KEY", secret.getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("dure", made.getCertificate("dure"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        trusting = HttpClient.newBuilder().sslContext(context).build();
    }

    private Path pem(String name, String what, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    @Test
    void pages_and_predictions_speak_tls_while_the_platforms_own_programs_go_on() throws Exception {
        Optional<Path> missing = Platform.missing();
        missing.ifPresent(path -> System.out.println("No TLS is spoken: " + path + " is not built (./dure build)."));
        assumeTrue(missing.isEmpty());
        String local = Platform.freePort();
        try (Platform platform = Platform.start(
                "--tls-certificate",
                certificate.toString(),
                "--tls-key",
                key.toString(),
                "--local-port",
                local,
                "--local-serve-port",
                Platform.freePort())) {
            assertThat(platform.url()).startsWith("https://127.0.0.1:");
            assertThat(platform.serveUrl()).startsWith("https://127.0.0.1:");
            assertThat(get(platform.url() + "/health").statusCode()).isEqualTo(200);
            assertThat(get(platform.serveUrl() + "/v2/health/live").statusCode())
                    .isEqualTo(200);
            cookiesTravelOverTlsAlone(platform);
            try (Client client = new Client("http://127.0.0.1:" + local, platform.administratorToken())) {
                aSessionRuns(client);
                aModelAnswers(client, platform);
            }
        }
    }

    private void cookiesTravelOverTlsAlone(Platform platform) throws Exception {
        String password =
                Files.readString(platform.data().resolve("admin.password")).strip();
        HttpRequest signIn = HttpRequest.newBuilder(URI.create(platform.url() + "/api/v1/sign-in"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.MAPPER.writeValueAsString(Map.of("name", "admin", "password", password))))
                .build();
        HttpResponse<String> answer = trusting.send(signIn, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.headers().allValues("set-cookie"))
                .anySatisfy(cookie -> assertThat(cookie).startsWith("dure_sign_in="))
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
    }

    /// Its agent reaches `server` over the loopback interface.
    private static void aSessionRuns(Client client) throws Exception {
        SessionWork sessions = new SessionWork(client, "/api/v1/projects/default");
        sessions.step();
        sessions.verify();
    }

    /// `serve` has its table and its model over the loopback interface.
    private void aModelAnswers(Client client, Platform platform) throws Exception {
        String project = "/api/v1/projects/default";
        String model = client.send("POST", project + "/models/upload?name=tiny", TinyModel.zip(0), "application/zip")
                .path("model_id")
                .asString();
        client.post(project + "/endpoints", Map.of("name", "tiny", "model_id", model, "version", 1));
        String secret = client.post(project + "/keys", Map.of("name", "tls"))
                .path("secret")
                .asString();
        byte[] request = Json.MAPPER.writeValueAsBytes(Map.of(
                "inputs",
                List.of(Map.of("name", "image", "shape", List.of(1, 64), "datatype", "FP32", "data", new float[64]))));
        HttpRequest infer = HttpRequest.newBuilder(URI.create(platform.serveUrl() + "/v2/models/tiny/infer"))
                .header("Authorization", "Bearer " + secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        String answer = Await.until(LIMIT, () -> answer(infer));
        assertThat(answer).isNotNull().contains("probabilities");
    }

    private String answer(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = trusting.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? new String(response.body(), StandardCharsets.UTF_8) : null;
        } catch (java.io.IOException notYet) {
            return null;
        }
    }

    private HttpResponse<String> get(String url) throws Exception {
        return trusting.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
