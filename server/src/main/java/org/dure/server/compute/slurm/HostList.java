package org.dure.server.compute.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of nodes in Slurm's short form, such as `gpu[01-04,7],login` (scontrol(1), show hostlist).
///
/// @param items of which the names of one share their letters, such as `gpu[01-04,7]`
record HostList(List<Item> items) {

    static final HostList NONE = new HostList(List.of());

    private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
    private static final Pattern BRACKET = Pattern.compile("\\[(" + RANGE + "(?:," + RANGE + ")*)]");
    private static final Pattern ITEM = Pattern.compile("(?:[A-Za-z0-9_.-]|" + BRACKET + ")+");
    private static final Pattern COMMA = Pattern.compile(",(?![^\\[]*])");

    /// @param names  with a group of digits for each pair of brackets
    /// @param ranges that those digits may lie in, of each group
    record Item(String text, Pattern names, List<List<Range>> ranges) {

        private static Optional<Item> of(String text) {
            if (!ITEM.matcher(text).matches()) {
                return Optional.empty();
            }
            StringBuilder names = new StringBuilder();
            List<List<Range>> ranges = new ArrayList<>();
            int end = 0;
            Matcher bracket = BRACKET.matcher(text);
            while (bracket.find()) {
                names.append(Pattern.quote(text.substring(end, bracket.start())))
                        .append("(\\d{1,9})");
                ranges.add(
                        RANGE.matcher(bracket.group(1)).results().map(Range::of).toList());
                end = bracket.end();
            }
            names.append(Pattern.quote(text.substring(end)));
            return Optional.of(new Item(text, Pattern.compile(names.toString()), ranges));
        }

        private boolean holds(String name) {
            Matcher matcher = names.matcher(name);
            if (!matcher.matches()) {
                return false;
            }
            for (int group = 0; group < ranges.size(); group++) {
                String digits = matcher.group(group + 1);
                if (ranges.get(group).stream().noneMatch(range -> range.holds(digits))) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param width to which its numbers are filled up with noughts
    record Range(int from, int to, int width) {

        private static Range of(MatchResult range) {
            int from = Integer.parseInt(range.group(1));
            String to = range.group(2);
            return new Range(
                    from,
                    to == null ? from : Integer.parseInt(to),
                    range.group(1).length());
        }

        private boolean holds(String digits) {
            int number = Integer.parseInt(digits);
            return number >= from && number <= to && digits.equals(String.format("%0" + width + "d", number));
        }
    }

    /// @return empty where that is none
    static Optional<HostList> read(String text) {
        List<Item> items = new ArrayList<>();
        for (String each : COMMA.split(text)) {
            Optional<Item> item = Item.of(each);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            items.add(item.get());
        }
        return Optional.of(new HostList(List.copyOf(items)));
    }

    boolean holds(String name) {
        return items.stream().anyMatch(item -> item.holds(name));
    }
}
