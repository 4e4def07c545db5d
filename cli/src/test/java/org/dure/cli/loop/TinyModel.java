package org.dure.cli.loop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dure.base.Json;
import tools.jackson.databind.node.ObjectNode;

/// A small classifier of pictures of 8 × 8 in the classes 0 to 9, as packages.
final class TinyModel {

    static final int SIDE = 8;
    static final int CLASSES = 10;
    private static final Path FOLDER = Path.of("../serve/src/test/resources/models/digits-1");

    private TinyModel() {}

    /// @param turn by how many places the labels are turned: the same network, which calls every class otherwise
    static byte[] zip(int turn) throws IOException {
        ObjectNode signature = (ObjectNode) Json.MAPPER.readTree(Files.readString(FOLDER.resolve("signature.json")));
        List<String> labels = Arrays.asList("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        Collections.rotate(labels, turn);
        signature.set("labels", Json.MAPPER.valueToTree(labels));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("model.onnx"));
            zip.write(Files.readAllBytes(FOLDER.resolve("model.onnx")));
            zip.putNextEntry(new ZipEntry("signature.json"));
            zip.write(Json.MAPPER.writeValueAsString(signature).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
