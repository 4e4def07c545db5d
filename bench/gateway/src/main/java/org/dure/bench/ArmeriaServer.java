package org.dure.bench;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;

/// The handler waits, so it may not run on the event loop: Armeria's own pool for blocking work takes it.
public final class ArmeriaServer {

    private ArmeriaServer() {}

    public static void main(String[] arguments) {
        Server server = Server.builder()
                .http(Integer.parseInt(arguments[0]))
                .service(
                        "/v2/models/digits/infer",
                        (context, request) -> HttpResponse.of(request.aggregate()
                                .thenApplyAsync(
                                        whole -> HttpResponse.of(
                                                HttpStatus.OK,
                                                MediaType.JSON,
                                                Prediction.answer(whole.content().array())),
                                        context.blockingTaskExecutor())))
                .build();
        server.start().join();
        System.out.println("listening on " + server.activeLocalPort());
    }
}
