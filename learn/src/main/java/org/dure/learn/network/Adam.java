package org.dure.learn.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/// Adam (Kingma and Ba 2015, algorithm 1 with the reordered bias correction of its section 2) with decoupled
/// weight decay (Loshchilov and Hutter 2019). DJL has one, too, but does not give out its moments, which a
/// checkpoint must hold.
public final class Adam {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double learningRate;
    private final double weightDecay;
    private final List<Slot> slots = new ArrayList<>();
    private int updates;

    private record Slot(NDArray weight, NDArray first, NDArray second, boolean decays) {}

    /// @param first   running means of the gradients
    /// @param second  running means of their squares
    /// @param updates how often the weights were changed
    public record State(List<float[]> first, List<float[]> second, int updates) {}

    public Adam(Network network, double learningRate, double weightDecay) {
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
        NDManager manager = network.manager();
        for (Network.NamedParameter parameter : network.parameters()) {
            NDArray weight = parameter.array();
            if (parameter.parameter().requiresGradient()) {
                boolean decays = parameter.name().endsWith(".weight");
                slots.add(new Slot(weight, manager.zeros(weight.getShape()), manager.zeros(weight.getShape()), decays));
            }
        }
    }

    /// Changes the weights by the gradients that stand beside them, and sets those to zero.
    public void step() {
        updates++;
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, updates));
        double rate = learningRate * correction2 / (1 - Math.pow(BETA1, updates));
        for (Slot slot : slots) {
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray gradient = slot.weight.getGradient();
                slot.first.muli(BETA1).addi(gradient.mul(1 - BETA1));
                slot.second.muli(BETA2).addi(gradient.square().mul(1 - BETA2));
                if (slot.decays && weightDecay > 0) {
                    slot.weight.muli(1 - learningRate * weightDecay);
                }
                NDArray scale = slot.second.sqrt().addi(EPSILON * correction2);
                slot.weight.subi(slot.first.mul(rate).divi(scale));
                gradient.subi(gradient);
            }
        }
    }

    public State state() {
        return new State(
                slots.stream().map(slot -> slot.first.toFloatArray()).toList(),
                slots.stream().map(slot -> slot.second.toFloatArray()).toList(),
                updates);
    }

    public void restore(State state) {
        updates = state.updates;
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).first.set(state.first.get(i));
            slots.get(i).second.set(state.second.get(i));
        }
    }
}
