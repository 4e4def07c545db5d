package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dure.base.agent.Reach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts beyond the platform, from inside a session. The names stand in a hosts file of the agent's Java; the web
/// server
/// listens on this machine's own address, which counts as closed unless an administrator opens it.
class AllowedHostsTest {

    private static final String GET = """
            import os, urllib.request
            for name in %s:
                try:
                    print(name, urllib.request.urlopen(name, b"sent" if "post" in name else None, timeout=20).read())
                except OSError as refused:
                    print(name, "REFUSED", refused)
            """;

    @TempDir
    Path folder;

    private Stage stage;
    private HttpServer web;
    private String own;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder.resolve("stage"));
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .findFirst();
        if (address.isEmpty()) {
            System.err.println("skipped, since this machine has no address but its loopback's");
        }
        Assumptions.assumeTrue(address.isPresent(), "this machine has no address but its loopback's");
        own = address.orElseThrow().getHostAddress();
        try {
            web = HttpServer.create(new InetSocketAddress(own, 80), 10);
        } catch (IOException closed) {
            System.err.println("skipped, since port 80 cannot be listened on here: " + closed.getMessage());
            Assumptions.abort("port 80 cannot be listened on here: " + closed.getMessage());
        }
        web.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = (exchange.getRequestMethod() + " "
                            + exchange.getRequestHeaders().getFirst("Host") + " "
                            + new String(body, StandardCharsets.UTF_8)
                            + exchange.getRequestHeaders().containsKey("Authorization"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        web.start();
        Path hosts = Files.writeString(folder.resolve("hosts"), """
                %1$s allowed.example.org models.example.net other.example.org
                127.0.0.1 loop.example.net
                169.254.169.254 metadata.example.net
                """.formatted(own));
        stage.javaFlags = List.of("-Djdk.net.hosts.file=" + hosts);
        stage.reach = new Reach(List.of("allowed.example.org", "*.example.net"), List.of(own + "/32", "127.0.0.0/8"));
    }

    @AfterEach
    void strike() throws Exception {
        if (web != null) {
            web.stop(0);
        }
        stage.close();
    }

    @Test
    void a_program_reaches_what_its_project_allows_and_nothing_else() throws Exception {
        ask(
                "http://allowed.example.org/",
                "http://models.example.net/post",
                "http://other.example.org/",
                "http://example.net/",
                "http://loop.example.net/",
                "http://metadata.example.net/",
                "http://allowed.example.org:8080/",
                "https://other.example.org/",
                "http://" + own + "/");

        assertThat(stage.server.log())
                .contains("http://allowed.example.org/ b'GET allowed.example.org false'")
                .contains("http://models.example.net/post b'POST models.example.net sentfalse'")
                .contains("may not reach other.example.org: its project allows allowed.example.org, *.example.net")
                .contains("may not reach example.net: ", "may not reach " + own + ": ")
                .contains("may not reach loop.example.net: its address is not public")
                .contains("may not reach metadata.example.net: its address is not public")
                .contains("may not reach allowed.example.org:8080: only the ports 443 and 80 are open")
                .contains(
                        "https://other.example.org/ REFUSED <urlopen error Tunnel connection failed: 403 this session");
        assertThat(stage.server.log().split("b'")).hasSize(3);
    }

    @Test
    void a_private_address_stays_closed_unless_the_administrator_opens_it() throws Exception {
        stage.reach = new Reach(List.of("allowed.example.org"), List.of());
        ask("http://allowed.example.org/");

        assertThat(stage.server.log())
                .contains("[dure] this session may not reach allowed.example.org: its address is not public")
                .doesNotContain("b'");
    }

    @Test
    void a_project_that_allows_nothing_has_no_proxy_and_its_sessions_no_way() throws Exception {
        stage.reach = Reach.NONE;
        stage.start("/usr/bin/python3", "-c", """
                import os, urllib.request
                print([name for name in os.environ if "PROXY" in name.upper()])
                proxy = urllib.request.ProxyHandler({"http": "http://127.0.0.1:5000"})
                urllib.request.build_opener(proxy).open("http://allowed.example.org/", timeout=20)
                """).end();

        assertThat(stage.server.log())
                .contains("[]\n", "may not reach allowed.example.org: its project allows no hosts");
    }

    @Test
    void a_tunnel_carries_bytes_both_ways_and_a_failure_names_the_host() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import http.client, urllib.request
                forged = urllib.request.Request("http://allowed.example.org/", headers={"Host": "other.example.org"})
                print(urllib.request.urlopen(forged, timeout=20).read())
                tunnel = http.client.HTTPConnection("127.0.0.1", 5000)
                tunnel.set_tunnel("allowed.example.org", 80)
                tunnel.request("PUT", "/", "inside")
                print(tunnel.getresponse().read())
                urllib.request.urlopen("https://pypi.example.com/simple", timeout=20)
                """).end();

        assertThat(stage.server.log())
                .contains("b'PUT allowed.example.org insidefalse'", "b'GET allowed.example.org false'");
        var finding = stage.server.states.getLast().autopsy().finding();
        assertThat(finding.text())
                .isEqualTo("the program wanted to reach pypi.example.com, which its project does not" + " allow");
    }

    private void ask(String... names) throws Exception {
        String list = "["
                + String.join(
                        ", ",
                        List.of(names).stream().map(name -> "'" + name + "'").toList()) + "]";
        stage.start("/usr/bin/python3", "-c", GET.formatted(list)).end();
        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
    }
}
