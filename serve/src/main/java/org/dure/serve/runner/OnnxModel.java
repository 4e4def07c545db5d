package org.dure.serve.runner;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.dure.base.model.Signature;
import org.dure.serve.model.BadModelException;
import org.dure.serve.model.Datatype;
import org.dure.serve.model.Signatures;
import org.dure.serve.model.Tensor;
import org.jspecify.annotations.Nullable;

/// A model package loaded into ONNX Runtime. Many threads may run it at a time; `close` waits for them, because
/// closing a session under a running computation crashes the process.
public final class OnnxModel implements AutoCloseable {

    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "dure");

    private final Signature signature;
    private final OrtSession session;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxModel(Signature signature, OrtSession session) {
        this.signature = signature;
        this.session = session;
    }

    /// Loads the package in `folder`, compares it with its signature and runs it once on zeros.
    ///
    /// @throws BadModelException with the reason why it cannot be served
    public static OnnxModel load(Path folder) throws BadModelException {
        Signature signature = Signatures.read(folder);
        Path file = folder.resolve(Signature.MODEL_FILE);
        if (!Files.isRegularFile(file)) {
            throw new BadModelException("The package has no " + Signature.MODEL_FILE);
        }
        OnnxFile.check(file);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4));
            options.setInterOpNumThreads(1);
            // Threads that spin burn a core for as long as requests trickle in.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // The arena never gives memory back; with many models on one machine that costs more than it saves.
            options.setCPUArenaAllocator(false);
            OrtSession session = ENVIRONMENT.createSession(file.toString(), options);
            OnnxModel model = new OnnxModel(signature, session);
            try {
                model.compareWithSignature();
                model.warmUp();
            } catch (BadModelException | RuntimeException | OrtException refused) {
                model.close();
                throw refused;
            }
            return model;
        } catch (OrtException refused) {
            throw new BadModelException("ONNX Runtime refuses the model: " + refused.getMessage(), refused);
        }
    }

    public Signature signature() {
        return signature;
    }

    /// Computes the signature's outputs.
    ///
    /// @throws OrtException where the runtime fails on these inputs
    public List<Tensor> run(List<Tensor> inputs) throws OrtException {
        use.readLock().lock();
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            if (closed) {
                throw new IllegalStateException("The model is closed");
            }
            for (Tensor input : inputs) {
                tensors.put(input.name(), Tensors.toOnnx(ENVIRONMENT, input));
            }
            List<String> names =
                    signature.outputs().stream().map(Signature.Tensor::name).toList();
            try (OrtSession.Result result = session.run(tensors, new java.util.LinkedHashSet<>(names))) {
                List<Tensor> outputs = new ArrayList<>();
                for (String name : names) {
                    OnnxValue value = result.get(name).orElseThrow();
                    outputs.add(Tensors.fromOnnx(name, (OnnxTensor) value));
                }
                return outputs;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
            use.readLock().unlock();
        }
    }

    private void compareWithSignature() throws BadModelException, OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        for (Signature.Tensor expected : signature.inputs()) {
            compare(
                    "input",
                    expected,
                    inputs.get(expected.name()),
                    inputs.keySet().toString());
        }
        for (String name : inputs.keySet()) {
            if (signature.inputs().stream().noneMatch(tensor -> tensor.name().equals(name))) {
                throw new BadModelException(
                        "The model has an input \"" + name + "\" that " + Signature.FILE + " does not name");
            }
        }
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        for (Signature.Tensor expected : signature.outputs()) {
            compare(
                    "output",
                    expected,
                    outputs.get(expected.name()),
                    outputs.keySet().toString());
        }
    }

    private static void compare(String role, Signature.Tensor expected, @Nullable NodeInfo node, String names)
            throws BadModelException {
        String what = role + " \"" + expected.name() + "\"";
        if (node == null) {
            throw new BadModelException(
                    Signature.FILE + " names the " + what + ", the model has the " + role + "s " + names);
        }
        if (!(node.getInfo() instanceof TensorInfo info)) {
            throw new BadModelException("The model's " + what
                    + " is no tensor (of a scikit-learn model: convert it with the option zipmap=False)");
        }
        String datatype = Tensors.datatypeName(info);
        if (!datatype.equals(expected.datatype())) {
            throw new BadModelException("The model's " + what + " is of " + datatype + ", " + Signature.FILE + " says "
                    + expected.datatype());
        }
        List<Long> shape = java.util.Arrays.stream(info.getShape()).boxed().toList();
        // An output whose shape the file leaves open shows no axis; the run on zeros then decides.
        boolean open = shape.isEmpty() && role.equals("output");
        if (!open && !agrees(expected.shape(), shape, true)) {
            throw new BadModelException("The model's " + what + " has the shape " + shape + ", " + Signature.FILE
                    + " says " + expected.shape());
        }
    }

    /// Whether a tensor of the signature's shape fits; `open` lets a -1 of the model stand for any length.
    private static boolean agrees(List<Long> signature, List<Long> actual, boolean open) {
        if (signature.size() != actual.size()) {
            return false;
        }
        for (int axis = 0; axis < actual.size(); axis++) {
            long length = actual.get(axis);
            boolean same = length == signature.get(axis);
            boolean free = open ? length < 0 : signature.get(axis) < 0;
            if (!same && !free) {
                return false;
            }
        }
        return true;
    }

    private void warmUp() throws BadModelException, OrtException {
        List<Tensor> zeros = signature.inputs().stream().map(OnnxModel::zeros).toList();
        List<Tensor> outputs = run(zeros);
        for (int i = 0; i < outputs.size(); i++) {
            Signature.Tensor expected = signature.outputs().get(i);
            Tensor output = outputs.get(i);
            if (!output.datatype().name().equals(expected.datatype())
                    || !agrees(expected.shape(), output.shape(), false)) {
                throw new BadModelException("On one row the model's output \"" + output.name() + "\" is "
                        + output.datatype() + " " + output.shape() + ", " + Signature.FILE + " says "
                        + expected.datatype() + " " + expected.shape());
            }
        }
    }

    private static Tensor zeros(Signature.Tensor tensor) {
        List<Long> shape =
                tensor.shape().stream().map(length -> Math.max(1, length)).toList();
        Datatype datatype = Datatype.named(tensor.datatype()).orElseThrow();
        int elements = Math.toIntExact(Tensor.elements(shape));
        if (datatype == Datatype.BYTES) {
            return Tensor.ofStrings(tensor.name(), shape, java.util.Collections.nCopies(elements, ""));
        }
        return new Tensor(
                tensor.name(), datatype, shape, ByteBuffer.allocate(Math.multiplyExact(elements, datatype.width())));
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException failure) {
            throw new IllegalStateException("The session does not close", failure);
        } finally {
            use.writeLock().unlock();
        }
    }
}
