package org.dure.bench;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The work both servers do for a request: read an Open Inference Protocol tensor of 64 numbers, wait as for the runner
/// and the disk, answer ten numbers.
final class Prediction {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int WAIT_MS = Integer.getInteger("wait.ms", 0);

    private Prediction() {}

    static byte[] answer(byte[] request) {
        JsonNode data = JSON.readTree(request).get("inputs").get(0).get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.get(i).floatValue();
        }
        if (WAIT_MS > 0) {
            try {
                Thread.sleep(WAIT_MS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.put("model_name", "digits");
        ObjectNode output = answer.putArray("outputs").addObject();
        output.put("name", "probabilities").put("datatype", "FP32");
        ArrayNode scores = output.putArray("data");
        for (int i = 0; i < 10; i++) {
            scores.add(values[i]);
        }
        return JSON.writeValueAsBytes(answer);
    }
}
