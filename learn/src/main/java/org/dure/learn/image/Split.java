package org.dure.learn.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.dure.learn.reason.TrainException;

/// Which pictures train the network and which ones only watch it (the validation share), by index.
public record Split(List<Integer> training, List<Integer> validation) {

    /// Takes `share` of each class for validation: at least one picture of every class that has two, and never
    /// all of one.
    public static Split stratified(ImageSet images, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> training = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        for (int label = 0; label < images.labels().size(); label++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                if (images.classes().get(i) == label) {
                    members.add(i);
                }
            }
            shuffle(members, random);
            int wanted = (int) Math.round(members.size() * share);
            int taken = Math.min(Math.max(wanted, 1), members.size() - 1);
            validation.addAll(members.subList(0, taken));
            training.addAll(members.subList(taken, members.size()));
        }
        if (validation.isEmpty()) {
            throw new TrainException(
                    "At least one class needs two pictures, so that one can be held back for validation");
        }
        Collections.sort(training);
        Collections.sort(validation);
        return new Split(List.copyOf(training), List.copyOf(validation));
    }

    /// Fisher and Yates; `Collections.shuffle` would want another kind of generator.
    public static void shuffle(List<Integer> indices, SplittableRandom random) {
        for (int i = indices.size() - 1; i > 0; i--) {
            Collections.swap(indices, i, random.nextInt(i + 1));
        }
    }
}
