package org.dure.server.base;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.catalina.connector.Connector;
import org.dure.base.CertificateFiles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// TLS by the settings' certificate files, and beside it the plain port of the loopback interface, over which agents
/// and `serve` go on reaching `server` under a name that no certificate holds.
@Component
class TlsConfiguration implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int LOCAL_THREADS_SPARE = 2;

    private final TlsSettings settings;

    TlsConfiguration(TlsSettings settings) {
        this.settings = settings;
    }

    /// @throws IllegalArgumentException in one sentence where the files cannot be used
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (settings.localPort() != 0) {
            factory.addAdditionalConnectors(local(settings.localPort()));
        }
        Path certificate = settings.certificate();
        Path key = settings.key();
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("dure.tls.certificate and dure.tls.key belong together; give both.");
        }
        if (certificate != null && key != null) {
            try {
                new CertificateFiles(certificate, key).context(Clock.systemUTC());
            } catch (IOException unusable) {
                throw new IllegalArgumentException(unusable.getMessage(), unusable);
            }
            Ssl ssl = new Ssl();
            ssl.setCertificate(certificate.toUri().toString());
            ssl.setCertificatePrivateKey(key.toUri().toString());
            factory.setSsl(ssl);
        }
    }

    private static Connector local(int port) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("minSpareThreads", String.valueOf(LOCAL_THREADS_SPARE));
        return connector;
    }
}
