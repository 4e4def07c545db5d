package org.dure.server.data;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.dure.server.Api;
import tools.jackson.databind.JsonNode;

/// What the tests of this feature do again and again over HTTP.
public final class Datasets {

    private Datasets() {}

    public static String make(Api.Caller caller, String project) {
        return caller.post(
                        "/api/v1/projects/" + project + "/datasets",
                        "{\"name\":\"set-" + UUID.randomUUID() + "\",\"description\":\"of a test\"}")
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    public static String begin(Api.Caller caller, String dataset) {
        return caller.post("/api/v1/datasets/" + dataset + "/uploads", "{}")
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    public static Api.Answer put(Api.Caller caller, String upload, String part, String path, byte[] bytes) {
        return caller.sendBytes(
                "PUT",
                "/api/v1/uploads/" + upload + "/files?part=" + encoded(part) + "&path=" + encoded(path),
                "application/octet-stream",
                bytes);
    }

    public static Api.Answer putArchive(Api.Caller caller, String upload, String query, byte[] archive) {
        return caller.sendBytes(
                "POST", "/api/v1/uploads/" + upload + "/archives" + query, "application/octet-stream", archive);
    }

    public static Api.Answer commit(Api.Caller caller, String upload, Integer base) {
        return caller.post(
                "/api/v1/uploads/" + upload + "/commit", "{\"base_version\":" + base + ",\"note\":\"for a test\"}");
    }

    /// @param files text by part and path, such as `train/a.txt`
    public static Api.Answer tryVersion(Api.Caller caller, String dataset, Integer base, Map<String, String> files) {
        String upload = begin(caller, dataset);
        files.forEach((name, text) -> put(
                        caller,
                        upload,
                        name.substring(0, name.indexOf('/')),
                        name.substring(name.indexOf('/') + 1),
                        text.getBytes(StandardCharsets.UTF_8))
                .expect(200));
        return commit(caller, upload, base);
    }

    public static JsonNode version(Api.Caller caller, String dataset, Integer base, Map<String, String> files) {
        return tryVersion(caller, dataset, base, files).expect(201).json();
    }

    public static String path(String dataset, int number) {
        return "/api/v1/datasets/" + dataset + "/versions/" + number;
    }

    public static Api.Answer content(Api.Caller caller, String dataset, int number, String part, String path) {
        return caller.get(path(dataset, number) + "/content?part=" + encoded(part) + "&path=" + encoded(path));
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
