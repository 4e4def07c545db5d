package org.dure.cli.loop;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// A dataset by which models of `TinyModel` are judged, and problems on it.
///
/// Its hidden pictures are nearly the same, so that a network calls all of them the same class; of class n there are
/// n + 1. By how its labels are turned, a model is right on 1 to 10 of the 55.
record Judged(Client client, String project, String datasetId) {

    static Judged dataset(Client client, String project, String name) throws IOException, InterruptedException {
        String id = client.post(project + "/datasets", Map.of("name", name, "description", ""))
                .path("id")
                .asString();
        String upload = client.post("/api/v1/datasets/" + id + "/uploads", Map.of())
                .path("id")
                .asString();
        client.send("POST", "/api/v1/uploads/" + upload + "/archives", pictures(), "application/octet-stream");
        client.post("/api/v1/uploads/" + upload + "/commit", Map.of("note", "to be judged by"));
        return new Judged(client, project, id);
    }

    String problem(String name) throws InterruptedException {
        Map<String, Object> problem = Map.of("name", name, "dataset_id", datasetId, "version", 1);
        return client.post(project + "/problems", problem).path("id").asString();
    }

    private static byte[] pictures() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int number = 0;
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int label = 0; label < TinyModel.CLASSES; label++) {
                for (int i = 0; i <= label; i++) {
                    zip.putNextEntry(new ZipEntry("hidden/" + label + "/" + i + ".png"));
                    zip.write(png(number++));
                }
            }
            zip.putNextEntry(new ZipEntry("train/0/first.png"));
            zip.write(png(number));
        }
        return bytes.toByteArray();
    }

    /// An upright stroke; `number` makes its corner a little brighter.
    private static byte[] png(int number) throws IOException {
        BufferedImage image = new BufferedImage(TinyModel.SIDE, TinyModel.SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 1; y < TinyModel.SIDE - 1; y++) {
            image.getRaster().setSample(3, y, 0, 255);
            image.getRaster().setSample(4, y, 0, 200);
        }
        image.getRaster().setSample(0, 0, 0, number);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
