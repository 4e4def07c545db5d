package org.dure.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With certificates that keytool makes.
class CertificateFilesTest {

    private static final Clock NOW = Clock.systemUTC();

    @TempDir
    static Path folder;

    private static CertificateFiles good;

    @BeforeAll
    static void a_certificate() throws Exception {
        good = made("good", "RSA");
    }

    @Test
    void a_certificate_and_its_key_make_tls_whatever_their_kind() throws Exception {
        assertThat(good.context(NOW).getProtocol()).isEqualTo("TLS");
        assertThat(made("curve", "EC").context(NOW).getProtocol()).isEqualTo("TLS");
        assertThat(made("edwards", "Ed25519").context(NOW).getProtocol()).isEqualTo("TLS");
    }

    @Test
    void a_file_that_is_missing_is_named() {
        Path nowhere = folder.resolve("nowhere.pem");
        assertThatThrownBy(() -> new CertificateFiles(nowhere, good.key()).context(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no certificate file " + nowhere);
        assertThatThrownBy(() -> new CertificateFiles(good.certificate(), nowhere).context(NOW))
                .hasMessageContaining("no key file " + nowhere);
    }

    @Test
    void files_in_each_others_place_or_of_something_else_are_told_so() throws Exception {
        assertThatThrownBy(() -> new CertificateFiles(good.key(), good.certificate()).context(NOW))
                .hasMessageContaining("holds no certificate")
                .hasMessageContaining("BEGIN CERTIFICATE");
        assertThatThrownBy(() -> new CertificateFiles(good.certificate(), good.certificate()).context(NOW))
                .hasMessageContaining("PKCS #8")
                .hasMessageContaining("BEGIN PRIVATE KEY");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> new CertificateFiles(good.certificate(), broken).context(NOW))
                .hasMessageContaining(broken.toString());
    }

    @Test
    void the_key_of_another_certificate_is_refused() throws Exception {
        CertificateFiles other = made("other", "RSA");
        assertThatThrownBy(() -> new CertificateFiles(good.certificate(), other.key()).context(NOW))
                .hasMessageContaining("is not that of the certificate " + good.certificate());
        CertificateFiles curve = made("other-curve", "EC");
        assertThatThrownBy(() -> new CertificateFiles(good.certificate(), curve.key()).context(NOW))
                .hasMessageContaining("made together");
    }

    @Test
    void a_certificate_out_of_its_time_is_refused() {
        assertThatThrownBy(() -> good.context(Clock.offset(NOW, Duration.ofDays(3))))
                .hasMessageContaining(good.certificate().toString())
                .hasMessageContaining("expired at");
        assertThatThrownBy(() -> good.context(Clock.offset(NOW, Duration.ofDays(-3))))
                .hasMessageContaining("holds only from");
    }

    /// For two days, for localhost.
    private static CertificateFiles made(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "dure",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return new CertificateFiles(
                pem(name + ".crt", "CERTIFICATE", keys.getCertificate("dure").getEncoded()),
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        keys.getKey("dure", "changeit".toCharArray()).getEncoded()));
    }

    private static Path pem(String name, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
