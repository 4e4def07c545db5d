package org.dure.bench.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Problems made up, four of each kind: the even to tune on, the odd for the gates. All from fixed seeds.
final class Generator {

    enum Kind {
        /// Powers, exponentials and Hill curves; half of the end is explained by the settings.
        MIXTURE,
        /// The best begin to learn late.
        LATE_BLOOMERS,
        /// A plateau, then a drop when the learning rate falls, whose depth the plateau does not show.
        PLATEAU_THEN_DROP,
        /// A third of the settings diverges, some by exploding, some by NaN.
        DIVERGENCE,
        /// Nothing learns; what differs is noise and a constant.
        ALL_FLAT,
        /// The settings explain nearly all.
        CORRELATED,
        /// The lower the first epochs, the higher the end. Only for the adversary.
        MISLEADING
    }

    private static final int OF_A_KIND = 4;
    private static final int EXPERIMENTS = 400;
    private static final int EPOCHS = 50;
    private static final int SETTINGS = 5;

    private Generator() {}

    static List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.MISLEADING) {
                for (int number = 0; number < OF_A_KIND; number++) {
                    tasks.add(task(kind, number));
                }
            }
        }
        return tasks;
    }

    static Task task(Kind kind, int number) {
        SplittableRandom random = new SplittableRandom(1000L * kind.ordinal() + number);
        double[][] bumps = new double[4][SETTINGS + 2];
        for (double[] bump : bumps) {
            for (int d = 0; d < SETTINGS; d++) {
                bump[d] = random.nextDouble();
            }
            bump[SETTINGS] = .3 + .7 * random.nextDouble();
            bump[SETTINGS + 1] = .25 + .4 * random.nextDouble();
        }
        double noise = .002 + .008 * random.nextDouble();
        double[][] settings = new double[EXPERIMENTS][SETTINGS];
        double[][] losses = new double[EXPERIMENTS][];
        for (int i = 0; i < EXPERIMENTS; i++) {
            for (int d = 0; d < SETTINGS; d++) {
                settings[i][d] = random.nextDouble();
            }
            losses[i] = curve(kind, settings[i], quality(bumps, settings[i]), noise, random);
        }
        String name = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + number;
        return new Task(name, "generated", number % 2 == 1, settings, losses);
    }

    /// 0 for hopeless, 1 for the best that settings can do. The last setting says nothing.
    private static double quality(double[][] bumps, double[] x) {
        double most = 0;
        for (double[] bump : bumps) {
            double squared = 0;
            for (int d = 0; d < SETTINGS - 1; d++) {
                squared += (x[d] - bump[d]) * (x[d] - bump[d]);
            }
            most = Math.max(most, bump[SETTINGS] * Math.exp(-squared / (2 * bump[SETTINGS + 1] * bump[SETTINGS + 1])));
        }
        return most;
    }

    private static double[] curve(Kind kind, double[] x, double quality, double noise, SplittableRandom random) {
        double explained = switch (kind) {
            case CORRELATED -> .95;
            case ALL_FLAT, MISLEADING -> 0;
            case MIXTURE, LATE_BLOOMERS, PLATEAU_THEN_DROP, DIVERGENCE -> .5;
        };
        double good = explained * quality + (1 - explained) * random.nextDouble();
        double end = .05 + .6 * (1 - good);
        double begin = end + (.95 - end) * (.6 + .4 * random.nextDouble());
        double[] shape = shape(kind, good, random);
        double[] curve = new double[EPOCHS];
        double drift = 0;
        boolean diverges = kind == Kind.DIVERGENCE && x[0] > .67;
        int breaks = diverges ? 1 + random.nextInt(EPOCHS) : EPOCHS;
        boolean explodes = random.nextBoolean();
        for (int t = 0; t < EPOCHS; t++) {
            drift = .7 * drift + noise * random.nextGaussian();
            double value = end + (begin - end) * shape[t] + drift;
            if (kind == Kind.ALL_FLAT) {
                value = .5 + .02 * good + drift;
            } else if (kind == Kind.MISLEADING) {
                double early = .3 + .6 * good;
                value = t < 8 ? early + drift : end + (early - end) * Math.exp(-(t - 8) / 12.0) + drift;
            }
            curve[t] = t < breaks ? value : explodes ? value * Math.pow(10, Math.min(t - breaks + 1, 6)) : Double.NaN;
        }
        return curve;
    }

    /// From 1 towards 0.
    private static double[] shape(Kind kind, double good, SplittableRandom random) {
        double pick = random.nextDouble();
        double power = .3 + random.nextDouble();
        double scale = 2 + 15 * random.nextDouble();
        double middle = 5 + 20 * random.nextDouble();
        double[] shape = new double[EPOCHS];
        for (int t = 0; t < EPOCHS; t++) {
            double value = pick < .4
                    ? Math.pow(t + 1, -power)
                    : pick < .8 ? Math.exp(-t / scale) : 1 / (1 + Math.pow((t + 1) / middle, 4));
            if (kind == Kind.LATE_BLOOMERS && good > .6) {
                value = 1 / (1 + Math.pow((t + 1) / (6 + 14 * good), 6));
            } else if (kind == Kind.PLATEAU_THEN_DROP) {
                value = .5 * Math.exp(-t / 3.0) + (t < 29 ? .5 : .5 * Math.exp(-(t - 28) / 2.0));
            }
            shape[t] = value;
        }
        return shape;
    }
}
