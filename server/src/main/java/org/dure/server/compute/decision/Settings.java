package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The settings of sessions as their commands name them (`--lr 0.1`, `--lr=0.1`, `lr=0.1`), each by its rank among its
/// group's, in 0–1: so logarithms and closeness to 1 need no knowing. Words are ranked by the alphabet.
final class Settings {

    private static final int COLUMNS_MOST = 20;
    private static final int VALUE_MOST = 100;
    private static final Pattern NAMED = Pattern.compile("-{0,2}([A-Za-z][\\w.-]*)=(.+)");

    private Settings() {}

    static Map<String, String> of(List<String> command) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            Matcher named = NAMED.matcher(word);
            if (named.matches()) {
                put(settings, named.group(1), named.group(2));
            } else if (word.startsWith("--")
                    && i + 1 < command.size()
                    && !command.get(i + 1).startsWith("--")) {
                put(settings, word.substring(2), command.get(++i));
            }
        }
        return settings;
    }

    private static void put(Map<String, String> settings, String name, String value) {
        if (value.length() <= VALUE_MOST) {
            settings.put(name, value);
        }
    }

    /// One row for each of `all`; a column for each name whose values differ. What a row does not name lies in the
    /// middle.
    static List<List<Double>> byRank(List<Map<String, String>> all) {
        List<String> names = all.stream()
                .flatMap(settings -> settings.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .filter(name -> all.stream()
                                .map(settings -> settings.getOrDefault(name, ""))
                                .distinct()
                                .limit(2)
                                .count()
                        > 1)
                .limit(COLUMNS_MOST)
                .toList();
        List<List<Double>> rows = new ArrayList<>();
        all.forEach(settings -> rows.add(new ArrayList<>()));
        for (String name : names) {
            Map<String, Double> places = places(all.stream()
                    .map(settings -> settings.get(name))
                    .filter(java.util.Objects::nonNull)
                    .distinct()
                    .toList());
            for (int i = 0; i < all.size(); i++) {
                String value = all.get(i).get(name);
                rows.get(i).add(value == null ? .5 : places.getOrDefault(value, .5));
            }
        }
        return rows;
    }

    /// Each value's place among all, in 0–1.
    private static Map<String, Double> places(List<String> values) {
        Map<String, Double> numbers = new HashMap<>();
        values.forEach(value -> numbers.put(value, number(value)));
        boolean areNumbers = numbers.values().stream().allMatch(Double::isFinite);
        List<String> sorted = values.stream()
                .sorted(
                        areNumbers
                                ? Comparator.comparingDouble(value -> numbers.getOrDefault(value, 0.0))
                                : Comparator.naturalOrder())
                .toList();
        Map<String, Double> places = new HashMap<>();
        for (int place = 0; place < sorted.size(); place++) {
            places.put(sorted.get(place), sorted.size() == 1 ? .5 : place / (sorted.size() - 1.0));
        }
        return places;
    }

    private static double number(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException word) {
            return Double.NaN;
        }
    }
}
