package org.dure.server.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Seals values by AES-256-GCM (NIST SP 800-38D) with a key that lies in the data folder (`secrets/project-secrets`,
/// mode 600) and never in the database: a copy of the database alone tells nothing. A sealed value belongs to its
/// owner;
/// moved to another row it does not open.
@Component
public class SecretCipher {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    SecretCipher(DataFolder folder) throws GeneralSecurityException {
        byte[] secret = folder.secret("project-secrets").getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(secret), "AES");
    }

    /// @param owner what it belongs to, such as a project's id and a name
    public byte[] seal(String owner, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(value.getBytes(StandardCharsets.UTF_8));
            byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return whole;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no " + CIPHER, impossible);
        }
    }

    /// @throws GeneralSecurityException where it was sealed by another key, for another owner, or was changed since
    public String open(String owner, byte[] whole) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
        byte[] value = cipher(Cipher.DECRYPT_MODE, nonce, owner)
                .doFinal(whole, NONCE_BYTES, Math.max(0, whole.length - NONCE_BYTES));
        return new String(value, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
