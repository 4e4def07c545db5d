package org.dure.bench;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

public final class HelidonServer {

    private HelidonServer() {}

    public static void main(String[] arguments) {
        HttpRouting.Builder routing = HttpRouting.builder().post("/v2/models/digits/infer", (request, response) -> {
            byte[] body = request.content().inputStream().readAllBytes();
            response.header(HeaderNames.CONTENT_TYPE, "application/json").send(Prediction.answer(body));
        });
        WebServer server = WebServer.builder()
                .port(Integer.parseInt(arguments[0]))
                .routing(routing)
                .build()
                .start();
        System.out.println("listening on " + server.port());
    }
}
