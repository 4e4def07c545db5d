package org.dure.server.data.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.data.Datasets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class PreviewTest {

    @Autowired
    Api api;

    private Api.Caller member;
    private String dataset;
    private String upload;

    @BeforeEach
    void anOpenUpload() {
        String project = api.newProject();
        member = api.member(project, "MEMBER");
        dataset = Datasets.make(member, project);
        upload = Datasets.begin(member, dataset);
    }

    @Test
    void pictures_are_listed_with_their_classes_and_drawn_small_by_the_server() throws IOException {
        Datasets.put(member, upload, "train", "고양이/1.png", png(400, 200)).expect(200);
        Datasets.put(member, upload, "train", "dog/2.png", png(8, 8)).expect(200);
        Datasets.put(member, upload, "train", "notes.txt", new byte[] {'x'}).expect(200);
        Datasets.commit(member, upload, null).expect(201);
        JsonNode preview = member.get(Datasets.path(dataset, 1) + "/preview?part=train&limit=1")
                .expect(200)
                .json();
        assertThat(preview.path("kind").asString()).isEqualTo("IMAGES");
        assertThat(preview.path("images").get(0).path("label").asString()).isEqualTo("dog");
        preview = member.get(Datasets.path(dataset, 1) + "/preview?part=train&after="
                        + preview.path("next").asString())
                .expect(200)
                .json();
        JsonNode cat = preview.path("images").get(0);
        assertThat(cat.path("label").asString()).isEqualTo("고양이");
        Api.Answer thumbnail = member.get(cat.path("thumbnail").asString()).expect(200);
        assertThat(thumbnail.response().headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(thumbnail.response().headers().allValues("X-Content-Type-Options"))
                .containsExactly("nosniff");
        BufferedImage drawn =
                ImageIO.read(new ByteArrayInputStream(thumbnail.response().body()));
        assertThat(drawn.getWidth()).isEqualTo(160);
        assertThat(drawn.getHeight()).isEqualTo(80);
    }

    @Test
    void an_image_that_is_none_gives_a_clear_error() {
        byte[] page = "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8);
        Datasets.put(member, upload, "train", "a/fake.png", page).expect(200);
        Datasets.commit(member, upload, null).expect(201);
        Api.Answer answer = member.get(Datasets.path(dataset, 1) + "/thumbnail?part=train&path=a/fake.png")
                .expect(400);
        assertThat(answer.detail()).contains("is no PNG, JPEG, BMP or GIF picture");
    }

    @Test
    void a_table_shows_its_first_rows_also_one_that_a_korean_spreadsheet_wrote() {
        String table = "이름,문장\r\n김,\"쉼표, 와 \"\"따옴표\"\"\"\r\n이,둘째\r\n";
        Datasets.put(member, upload, "train", "korean.csv", table.getBytes(Charset.forName("x-windows-949")))
                .expect(200);
        Datasets.put(
                        member,
                        upload,
                        "train",
                        "long.tsv",
                        "a\tb\n1\t2\n".repeat(500).getBytes(StandardCharsets.UTF_8))
                .expect(200);
        Datasets.commit(member, upload, null).expect(201);
        JsonNode preview =
                member.get(Datasets.path(dataset, 1) + "/preview").expect(200).json();
        assertThat(preview.path("kind").asString()).isEqualTo("TABLE");
        assertThat(preview.path("table").path("columns").toString()).isEqualTo("[\"이름\",\"문장\"]");
        assertThat(preview.path("table").path("rows").toString())
                .isEqualTo("[[\"김\",\"쉼표, 와 \\\"따옴표\\\"\"],[\"이\",\"둘째\"]]");
        assertThat(preview.path("table").path("more").asBoolean()).isFalse();
        preview = member.get(Datasets.path(dataset, 1) + "/preview?part=train&path=long.tsv")
                .expect(200)
                .json();
        assertThat(preview.path("table").path("rows").size()).isEqualTo(100);
        assertThat(preview.path("table").path("more").asBoolean()).isTrue();
    }

    @Test
    void a_text_shows_its_first_lines_and_other_bytes_show_nothing() {
        Datasets.put(member, upload, "train", "a.txt", "첫 줄\n둘째 줄\n".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        Datasets.put(member, upload, "train", "b.bin", new byte[] {1, 0, 2}).expect(200);
        Datasets.commit(member, upload, null).expect(201);
        JsonNode preview = member.get(Datasets.path(dataset, 1) + "/preview?part=train")
                .expect(200)
                .json();
        assertThat(preview.path("kind").asString()).isEqualTo("TEXT");
        assertThat(preview.path("text").path("lines").toString()).isEqualTo("[\"첫 줄\",\"둘째 줄\"]");
        assertThat(member.get(Datasets.path(dataset, 1) + "/preview?part=train&path=b.bin")
                        .expect(200)
                        .json()
                        .path("kind")
                        .asString())
                .isEqualTo("NONE");
    }

    private static byte[] png(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000 + width);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
