package org.dure.learn.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.learn.network.Architecture;
import org.dure.learn.network.Layer;
import org.dure.learn.network.Network;

/// Writes a trained [Network] as ONNX: layer by layer, in the operators of set 13, with a softmax at its end. Why
/// by hand: docs/adr/0010-onnx-export.md.
final class OnnxGraph {

    static final String INPUT = "image";
    static final String OUTPUT = "probabilities";
    private static final int OPERATOR_SET = 13;
    /// Of ONNX 1.8, the first with operator set 13.
    private static final int IR_VERSION = 7;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("classifier");
    private final Map<String, Network.NamedParameter> parameters = new HashMap<>();
    private String current = INPUT;

    private OnnxGraph(Network network) {
        network.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    }

    /// The bytes of `model.onnx`: input `image` (batch, channel, row, column), output `probabilities` (batch,
    /// class).
    static byte[] of(Architecture architecture, Network network) {
        OnnxGraph writer = new OnnxGraph(network);
        List<Layer> layers = architecture.layers();
        for (int i = 0; i < layers.size(); i++) {
            writer.add(i, layers.get(i));
        }
        writer.graph.addNode(NodeProto.newBuilder()
                .setOpType("Softmax")
                .addInput(writer.current)
                .addOutput(OUTPUT)
                .addAttribute(integer("axis", 1)));
        writer.graph.addInput(value(INPUT, architecture.channels(), architecture.height(), architecture.width()));
        writer.graph.addOutput(value(OUTPUT, architecture.classes()));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("dure")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(writer.graph)
                .build()
                .toByteArray();
    }

    private void add(int index, Layer layer) {
        switch (layer) {
            case Layer.Convolution _ ->
                node(
                        index,
                        "Conv",
                        List.of("weight", "bias"),
                        integers("kernel_shape", Layer.Convolution.KERNEL, 2),
                        integers("pads", Layer.Convolution.PADDING, 4));
            case Layer.BatchNormalisation _ ->
                node(
                        index,
                        "BatchNormalization",
                        List.of("gamma", "beta", "runningMean", "runningVar"),
                        decimal("epsilon", Layer.BatchNormalisation.EPSILON));
            case Layer.Relu _ -> node(index, "Relu", List.of());
            case Layer.MaxPool _ ->
                node(
                        index,
                        "MaxPool",
                        List.of(),
                        integers("kernel_shape", Layer.MaxPool.SIDE, 2),
                        integers("strides", Layer.MaxPool.SIDE, 2));
            case Layer.Flatten _ -> node(index, "Flatten", List.of(), integer("axis", 1));
            case Layer.Dense _ -> node(index, "Gemm", List.of("weight", "bias"), integer("transB", 1));
            case Layer.Dropout _ -> {
                // Passes everything on outside training.
            }
        }
    }

    private void node(int index, String operator, List<String> roles, AttributeProto... attributes) {
        String output = "layer" + index;
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addInput(current)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes));
        for (String role : roles) {
            Network.NamedParameter parameter = parameters.get(index + "." + role);
            if (parameter == null) {
                throw new IllegalStateException("Layer " + index + " has no " + role);
            }
            graph.addInitializer(tensor(parameter));
            node.addInput(parameter.name());
        }
        graph.addNode(node);
        current = output;
    }

    private static TensorProto tensor(Network.NamedParameter parameter) {
        float[] values = parameter.array().toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return TensorProto.newBuilder()
                .setName(parameter.name())
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(Arrays.stream(parameter.array().getShape().getShape())
                        .boxed()
                        .toList())
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    private static ValueInfoProto value(String name, int... lengths) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        for (int length : lengths) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(length));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto integers(String name, long value, int count) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value);
        }
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    private static AttributeProto decimal(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }
}
