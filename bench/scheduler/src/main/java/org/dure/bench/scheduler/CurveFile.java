package org.dure.bench.scheduler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// One file: a header, then one experiment a line, in cells that tabs part. Columns named `t<number>` are the curve,
/// `seconds_per_epoch` is left out, all others are settings.
///
/// @param settings one row an experiment, each in 0–1 by its rank among the others: logarithmic scales and closeness to
///                 1 need no knowing
/// @param losses   one row an experiment, one column an epoch; what is no number is NaN
/// @param notes    what was left out
record CurveFile(double[][] settings, double[][] losses, List<String> notes) {

    private static final int EXPERIMENTS_LEAST = 20;
    private static final int EPOCHS_LEAST = 3;

    /// Longer curves are thinned, as the server thins them.
    private static final int EPOCHS_MOST = 100;

    /// @param areLosses whether the curves are losses, with the one before training in front; otherwise accuracies
    static CurveFile read(Path file, boolean areLosses) throws IOException, Curves.Unusable {
        List<String> notes = new ArrayList<>();
        List<String[]> rows = new ArrayList<>();
        String[] header;
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            String first = reader.readLine();
            if (first == null) {
                throw new Curves.Unusable("it is empty");
            }
            header = first.split("\t", -1);
            int odd = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split("\t", -1);
                if (cells.length == header.length) {
                    rows.add(cells);
                } else if (!line.isBlank()) {
                    odd++;
                }
            }
            if (odd > 0) {
                notes.add(odd + " lines are left out that have more or fewer cells than the header");
            }
        }
        return of(header, rows, areLosses, notes);
    }

    private static CurveFile of(String[] header, List<String[]> rows, boolean areLosses, List<String> notes)
            throws Curves.Unusable {
        List<Integer> epochs = new ArrayList<>();
        List<Integer> settings = new ArrayList<>();
        for (int column = 0; column < header.length; column++) {
            if (header[column].matches("t\\d{1,9}")) {
                epochs.add(column);
            } else if (!header[column].equals("seconds_per_epoch")) {
                settings.add(column);
            }
        }
        epochs.sort(Comparator.comparingInt(column -> Integer.parseInt(header[column].substring(1))));
        if (areLosses && !epochs.isEmpty()) {
            epochs.removeFirst();
        }
        if (epochs.size() < EPOCHS_LEAST) {
            throw new Curves.Unusable("its header names " + epochs.size() + " epochs t1, t2, …; " + EPOCHS_LEAST
                    + " are the least");
        }
        if (rows.size() < EXPERIMENTS_LEAST) {
            throw new Curves.Unusable("it has " + rows.size() + " experiments; " + EXPERIMENTS_LEAST + " are the least");
        }
        if (settings.isEmpty()) {
            notes.add("it names no settings, so that curves alone tell of the end");
        }
        int stride = (epochs.size() + EPOCHS_MOST - 1) / EPOCHS_MOST;
        if (stride > 1) {
            notes.add("of its " + epochs.size() + " epochs every " + stride + "th is read");
        }
        double[][] losses = new double[rows.size()][(epochs.size() + stride - 1) / stride];
        for (int i = 0; i < losses.length; i++) {
            for (int t = 0; t < losses[i].length; t++) {
                int column = epochs.get(Math.min((t + 1) * stride, epochs.size()) - 1);
                double value = number(rows.get(i)[column]);
                losses[i][t] = areLosses ? value : 1 - value;
            }
        }
        if (Arrays.stream(losses).flatMapToDouble(Arrays::stream).filter(Double::isFinite).distinct().count() < 2) {
            throw new Curves.Unusable("its curves hold no two different numbers");
        }
        double[][] ranked = new double[rows.size()][settings.size()];
        for (int d = 0; d < settings.size(); d++) {
            int column = settings.get(d);
            rank(rows.stream().map(row -> row[column]).toArray(String[]::new), ranked, d);
        }
        return new CurveFile(ranked, losses, notes);
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException notOne) {
            return Double.NaN;
        }
    }

    /// By the place of each value among all; words by the alphabet, what is missing in the middle.
    private static void rank(String[] cells, double[][] to, int column) {
        boolean words = Arrays.stream(cells).anyMatch(cell -> !isMissing(cell) && Double.isNaN(number(cell)));
        Comparator<String> order =
                words ? Comparator.naturalOrder() : Comparator.comparingDouble(CurveFile::number);
        String[] sorted = Arrays.stream(cells).filter(cell -> !isMissing(cell)).sorted(order).toArray(String[]::new);
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i];
            int low = first(sorted, other -> order.compare(other, cell) < 0);
            int high = first(sorted, other -> order.compare(other, cell) <= 0);
            to[i][column] =
                    isMissing(cell) || sorted.length == 1 ? .5 : (low + high - 1) / 2.0 / (sorted.length - 1);
        }
    }

    private static boolean isMissing(String cell) {
        return cell.isBlank() || cell.equalsIgnoreCase("nan");
    }

    /// The first place whose value is not `before`.
    private static int first(String[] sorted, java.util.function.Predicate<String> before) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (before.test(sorted[middle])) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
