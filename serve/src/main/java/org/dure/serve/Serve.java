package org.dure.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.dure.base.CertificateFiles;
import org.dure.serve.access.Quotas;
import org.dure.serve.deploy.Deployments;
import org.dure.serve.deploy.Reporter;
import org.dure.serve.gateway.Gateway;
import org.dure.serve.gateway.InferenceResource;
import org.dure.serve.spool.Shipper;
import org.dure.serve.spool.Spool;
import org.dure.serve.table.ServerClient;
import org.dure.serve.table.TableFile;
import org.dure.serve.table.TableKeeper;

/// The gateway's main class: everything is made and joined here.
public final class Serve {

    /// What the process is best started with, beside the class path.
    public static final List<String> JVM_FLAGS = List.of(
            "-Xmx128m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError");

    private static final System.Logger LOG = System.getLogger(Serve.class.getName());

    private Serve() {}

    public static void main(String[] arguments) {
        LogLines.toStandardOutput();
        try {
            start(Options.parse(arguments));
        } catch (IllegalArgumentException wrong) {
            fail(64, wrong.getMessage() + "\n" + Options.USAGE);
        } catch (IOException | UncheckedIOException | IllegalStateException failure) {
            fail(1, "serve does not start: " + failure.getMessage());
        }
    }

    private static void start(Options options) throws IOException {
        Files.createDirectories(
                options.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        DataLock.take(options.data());
        String key = key(options.keyFile());
        ServerClient server = new ServerClient(options.server(), key);
        Spool spool = Spool.open(options.data().resolve("spool"), (long) options.spoolMiB() << 20);
        Reporter reporter = new Reporter(server);
        Deployments deployments = Deployments.open(options.data(), server, reporter::changed);
        TableKeeper tables =
                new TableKeeper(new TableFile(options.data().resolve("table.json"), key), server, deployments::apply);
        InferenceResource inference = new InferenceResource(tables, deployments, quotas(spool), spool);
        Gateway gateway = Gateway.start(listening(options), options.allowedOrigins(), inference);
        tables.start();
        reporter.start(deployments::reports);
        new Shipper(spool, server).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gateway.stop();
            deployments.close();
        }));
        LOG.log(
                System.Logger.Level.INFO,
                "serve listens on {2}://{0}:{1}",
                options.host().getHostAddress(),
                Integer.toString(gateway.port()),
                options.tls() == null ? "http" : "https");
    }

    private static Gateway.Listening listening(Options options) throws IOException {
        CertificateFiles tls = options.tls();
        return new Gateway.Listening(
                options.host(),
                options.port(),
                tls == null ? null : tls.context(Clock.systemUTC()),
                options.localPort());
    }

    private static Quotas quotas(Spool spool) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Spool.DayCalls seen = spool.calls();
        return new Quotas(Clock.systemUTC(), today, seen.day().equals(today) ? seen.calls() : Map.of());
    }

    private static String key(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("the key file " + file + " cannot be read");
        }
        String key = Files.readString(file).strip();
        if (key.length() < 32) {
            throw new IOException("the key file " + file + " holds no key of 256 bits");
        }
        return key;
    }

    private static void fail(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
