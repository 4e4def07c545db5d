package org.dure.server.models.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.models.Packages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ModelUploadTest {

    @Autowired
    Api api;

    String project;
    Api.Caller member;

    @BeforeEach
    void project() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
    }

    private Api.Answer upload(byte[] body) {
        return member.sendBytes(
                "POST", "/api/v1/projects/" + project + "/models/upload?name=digits", "application/zip", body);
    }

    @Test
    void versions_are_numbered_one_after_the_other() {
        JsonNode first = upload(Packages.zip("one")).expect(201).json();
        JsonNode second = upload(Packages.zip("two")).expect(201).json();
        assertThat(first.path("number").asInt()).isEqualTo(1);
        assertThat(second.path("number").asInt()).isEqualTo(2);
        assertThat(second.path("model_id")).isEqualTo(first.path("model_id"));
        String model = "/api/v1/models/" + first.path("model_id").asString();
        assertThat(member.get(model).expect(200).json().path("versions").asInt())
                .isEqualTo(2);
        assertThat(member.get(model + "/versions")
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0)
                        .path("number")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void the_files_come_back_as_attachments() {
        JsonNode version = upload(Packages.zip("the graph")).expect(201).json();
        Api.Answer file = member.get("/api/v1/models/"
                        + version.path("model_id").asString() + "/versions/1/files/content?path=model.onnx")
                .expect(200);
        assertThat(file.body()).isEqualTo("the graph");
        assertThat(file.response().headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
    }

    @Test
    void a_signature_that_is_wrong_is_refused_with_each_wrong_field() {
        String wrong = Packages.SIGNATURE
                .replace("[-1, 1, 2, 2]", "[-1, 1, 3, 2]")
                .replace("\"channels\": 1", "\"channels\": 2")
                .replace("[\"a\", \"b\"]", "[\"a\", \"b\", \"b\"]");
        assertThat(upload(Packages.zip("m", wrong))
                        .expect(400)
                        .json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("field").asString()))
                .contains("signature.json/image.channels", "signature.json/inputs[0].shape", "signature.json/labels");
        String unknown = Packages.SIGNATURE.replace("\"format\"", "\"fromat\"");
        assertThat(upload(Packages.zip("m", unknown)).expect(400).detail()).contains("format");
        assertThat(upload(Packages.zip("m", "{}")).expect(400).detail()).contains("is missing");
        assertThat(upload(Packages.zip("m", "no json")).expect(400).detail()).contains("signature.json");
    }

    @Test
    void what_is_no_package_is_refused_with_the_reason() {
        assertThat(upload("no zip".getBytes()).expect(400).detail()).contains("zip archive");
        assertThat(upload(Packages.zip(Map.of("model.onnx", new byte[1])))
                        .expect(400)
                        .detail())
                .contains("signature.json");
        assertThat(upload(Packages.zip(Map.of("../model.onnx", new byte[1])))
                        .expect(400)
                        .detail())
                .contains("..");
        byte[] signature = Packages.SIGNATURE.getBytes();
        assertThat(upload(Packages.zip(Map.of(
                                "x/model.onnx",
                                new byte[1],
                                "x/signature.json",
                                signature,
                                "y/model.onnx",
                                new byte[1],
                                "y/signature.json",
                                signature)))
                        .expect(400)
                        .detail())
                .contains("several folders");
    }

    @Test
    void a_model_of_another_project_is_not_there() {
        JsonNode version = upload(Packages.zip("mine")).expect(201).json();
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get("/api/v1/models/" + version.path("model_id").asString()).expect(404);
        other.get("/api/v1/models/" + version.path("model_id").asString() + "/versions/1")
                .expect(404);
    }
}
