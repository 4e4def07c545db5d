package org.dure.serve.runner;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dure.serve.model.Datatype;
import org.dure.serve.model.Tensor;

/// Carries tensors into ONNX Runtime and back.
final class Tensors {

    private Tensors() {}

    static OnnxTensor toOnnx(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        ByteBuffer data = tensor.data();
        return switch (tensor.datatype()) {
            case BOOL -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.BOOL);
            case UINT8 -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.UINT8);
            case INT8 -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.INT8);
            case INT16 -> OnnxTensor.createTensor(environment, data.asShortBuffer(), shape);
            case INT32 -> OnnxTensor.createTensor(environment, data.asIntBuffer(), shape);
            case INT64 -> OnnxTensor.createTensor(environment, data.asLongBuffer(), shape);
            case FP32 -> OnnxTensor.createTensor(environment, data.asFloatBuffer(), shape);
            case FP64 -> OnnxTensor.createTensor(environment, data.asDoubleBuffer(), shape);
            case BYTES -> OnnxTensor.createTensor(environment, tensor.strings().toArray(new String[0]), shape);
        };
    }

    static Tensor fromOnnx(String name, OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        List<Long> shape = Arrays.stream(info.getShape()).boxed().toList();
        Datatype datatype = Datatype.named(datatypeName(info))
                .orElseThrow(() -> new IllegalStateException("The output " + name + " is of " + datatypeName(info)));
        if (datatype == Datatype.BYTES) {
            List<String> strings = new ArrayList<>();
            collect(value.getValue(), strings);
            return Tensor.ofStrings(name, shape, strings);
        }
        return new Tensor(name, datatype, shape, value.getByteBuffer());
    }

    /// The Open Inference Protocol's name of an ONNX element type.
    static String datatypeName(TensorInfo info) {
        String onnx = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return switch (onnx) {
            case "FLOAT" -> "FP32";
            case "DOUBLE" -> "FP64";
            case "FLOAT16" -> "FP16";
            case "BFLOAT16" -> "BF16";
            case "STRING" -> "BYTES";
            default -> onnx;
        };
    }

    private static void collect(Object value, List<String> into) {
        if (value instanceof Object[] several) {
            for (Object one : several) {
                collect(one, into);
            }
        } else {
            into.add((String) value);
        }
    }
}
