package org.dure.bench.scheduler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Reads a folder of `*.tsv.gz`: a header, then one experiment a line; columns named `t<number>` are the curve, one named
/// `seconds_per_epoch` is the cost, all others are settings. Files whose name begins with `taskset` hold losses, of which
/// the first (before training) is left out; all others hold accuracies. Every second file of each group is for the gates.
final class Curves {

    private Curves() {}

    static List<Task> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".tsv.gz")).sorted().toList();
        }
        Map<String, Integer> counts = new HashMap<>();
        List<Task> tasks = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".tsv.gz", "");
            String group = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
            int number = counts.merge(group, 1, Integer::sum) - 1;
            tasks.add(read(file, name, group, number % 2 == 1));
        }
        return tasks;
    }

    private static Task read(Path file, String name, String group, boolean gate) throws IOException {
        boolean losses = group.equals("taskset");
        List<double[]> settings = new ArrayList<>();
        List<double[]> curves = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
            String[] header = reader.readLine().split("\t");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split("\t", -1);
                List<Double> own = new ArrayList<>();
                List<Double> curve = new ArrayList<>();
                double cost = 1;
                for (int i = 0; i < header.length; i++) {
                    double value = number(cells[i]);
                    if (header[i].matches("t\\d+")) {
                        curve.add(losses ? value : 1 - value);
                    } else if (header[i].equals("seconds_per_epoch")) {
                        cost = value;
                    } else {
                        own.add(value);
                    }
                }
                settings.add(own.stream().mapToDouble(Double::doubleValue).toArray());
                curves.add(curve.stream().skip(losses ? 1 : 0).mapToDouble(Double::doubleValue).toArray());
                seconds.add(cost);
            }
        }
        return new Task(
                name,
                group,
                gate,
                byRank(settings.toArray(double[][]::new)),
                curves.toArray(double[][]::new),
                seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException notOne) {
            return Double.NaN;
        }
    }

    /// Each column by the rank of its values, in 0–1: logarithmic scales and closeness to 1 need no knowing.
    static double[][] byRank(double[][] rows) {
        double[][] ranked = new double[rows.length][rows[0].length];
        for (int column = 0; column < rows[0].length; column++) {
            double[] sorted = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                sorted[i] = rows[i][column];
            }
            Arrays.sort(sorted);
            for (int i = 0; i < rows.length; i++) {
                double value = rows[i][column];
                int low = first(sorted, value, false);
                int high = first(sorted, value, true);
                ranked[i][column] = rows.length == 1 ? .5 : (low + high - 1) / 2.0 / (rows.length - 1);
            }
        }
        return ranked;
    }

    private static int first(double[] sorted, double value, boolean above) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (sorted[middle] < value || above && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
