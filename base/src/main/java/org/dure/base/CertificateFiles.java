package org.dure.base;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate and its private key, by which `server` and `serve` speak TLS.
///
/// @param certificate PEM: the certificate, then those that lead to its authority
/// @param key         PEM of PKCS #8 (RFC 5958), unencrypted: `-----BEGIN PRIVATE KEY-----`
public record CertificateFiles(Path certificate, Path key) {

    private static final long SIZE_MAX = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    /// Checks that both can be read, belong together, and hold now.
    ///
    /// @throws IOException in one sentence that names the file and what would be right
    public SSLContext context(Clock clock) throws IOException {
        Certificate[] chain = chain();
        X509Certificate own = (X509Certificate) chain[0];
        requireValid(own, clock.instant());
        PrivateKey secret = privateKey(own.getPublicKey().getAlgorithm());
        if (!belongTogether(own.getPublicKey(), secret)) {
            throw new IOException("The key " + key + " is not that of the certificate " + certificate
                    + "; give the two files that were made together.");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("dure", secret, NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate " + certificate + " cannot be used: " + e.getMessage(), e);
        }
    }

    private Certificate[] chain() throws IOException {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(certificate, "certificate")));
            if (!found.isEmpty()) {
                return found.toArray(Certificate[]::new);
            }
        } catch (CertificateException wrong) {
            // Said below, as for a file without any.
        }
        throw new IOException(
                "The file " + certificate + " holds no certificate; it must be PEM: -----BEGIN CERTIFICATE-----");
    }

    private void requireValid(X509Certificate own, Instant now) throws IOException {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new IOException("The certificate " + certificate + " expired at "
                    + own.getNotAfter().toInstant() + "; renew it.");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new IOException("The certificate " + certificate + " holds only from "
                    + own.getNotBefore().toInstant() + " on.");
        }
    }

    private PrivateKey privateKey(String algorithm) throws IOException {
        Matcher pem = KEY.matcher(new String(read(key, "key"), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException("The file " + key
                    + " holds no key that can be read; it must be PEM of PKCS #8 without a password: "
                    + "-----BEGIN PRIVATE KEY----- (openssl pkcs8 -topk8 -nodes makes it).");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException other) {
            throw new IOException("The key " + key + " is no " + algorithm + " key, as that of the certificate "
                    + certificate + " is; give the two files that were made together.");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("The key " + key + " cannot be read: " + e.getMessage());
        }
    }

    private static byte[] read(Path file, String what) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no " + what + " file " + file + ".");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("The " + what + " file " + file + " may not be read by this user.");
        }
        if (Files.size(file) > SIZE_MAX) {
            throw new IOException("The " + what + " file " + file + " is larger than 1 MiB; it is none.");
        }
        return Files.readAllBytes(file);
    }

    /// What the one signs, the other accepts.
    private static boolean belongTogether(PublicKey open, PrivateKey secret) throws IOException {
        String algorithm = switch (open.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> open.getAlgorithm();
        };
        try {
            byte[] text = "dure".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(text);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(open);
            checking.update(text);
            return checking.verify(signing.sign());
        } catch (InvalidKeyException different) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IOException("Keys of the kind " + open.getAlgorithm() + " cannot be used for TLS.", e);
        }
    }
}
