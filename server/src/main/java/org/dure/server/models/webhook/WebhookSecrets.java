package org.dure.server.models.webhook;

import java.security.GeneralSecurityException;
import java.util.UUID;
import org.dure.server.base.SecretCipher;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The secrets by which messages are signed. They leave this package in signatures alone.
@Component
class WebhookSecrets {

    private final SecretCipher cipher;
    private final WebhookRepository webhooks;

    WebhookSecrets(SecretCipher cipher, WebhookRepository webhooks) {
        this.cipher = cipher;
        this.webhooks = webhooks;
    }

    byte @Nullable [] seal(UUID webhookId, @Nullable String secret) {
        return secret == null || secret.isEmpty() ? null : cipher.seal(owner(webhookId), secret);
    }

    /// @return null where messages are not signed
    /// @throws UserError.Invalid where it does not open with this server's key: nothing is sent unsigned instead
    @Nullable
    String of(Webhook webhook) {
        byte[] sealed = webhooks.sealedSecret(webhook.id()).orElse(null);
        if (sealed == null) {
            return null;
        }
        try {
            return cipher.open(owner(webhook.id()), sealed);
        } catch (GeneralSecurityException foreign) {
            throw new UserError.Invalid("secret", "does not open with this server's key; set it again");
        }
    }

    private static String owner(UUID webhookId) {
        return "webhook/" + webhookId;
    }
}
