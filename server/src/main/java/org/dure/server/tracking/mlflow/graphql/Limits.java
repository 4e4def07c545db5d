package org.dure.server.tracking.mlflow.graphql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How much one document may ask for, as MLflow limits it: fragments count as what they stand for.
final class Limits {

    static final int DEPTH_MOST = 10;
    private static final int SELECTIONS_MOST = 1_000;
    private static final int ROOT_FIELDS_MOST = 10;
    private static final int ALIASES_MOST = 10;

    private record Level(List<Selection> selections, int depth) {}

    private Limits() {}

    /// @throws GraphError where it asks for more
    static void check(Document document) {
        int roots = 0;
        int all = 0;
        int aliases = 0;
        Deque<Level> open = new ArrayDeque<>();
        document.operations().forEach(operation -> open.push(new Level(operation.selections(), 1)));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth() > DEPTH_MOST) {
                throw new GraphError("Query exceeds maximum depth of " + DEPTH_MOST);
            }
            List<Selection.Field> fields = fields(document, level.selections());
            all += fields.size();
            if (all > SELECTIONS_MOST) {
                throw new GraphError("Query exceeds maximum total selections of " + SELECTIONS_MOST);
            }
            roots += level.depth() == 1 ? fields.size() : 0;
            aliases = Math.max(aliases, (int)
                    fields.stream().filter(field -> field.alias() != null).count());
            for (Selection.Field field : fields) {
                if (!field.selections().isEmpty()) {
                    open.push(new Level(field.selections(), level.depth() + 1));
                }
            }
        }
        most("root fields", roots, ROOT_FIELDS_MOST);
        most("aliases", aliases, ALIASES_MOST);
    }

    /// The fields of one level, each fragment once.
    private static List<Selection.Field> fields(Document document, List<Selection> selections) {
        List<Selection.Field> fields = new ArrayList<>();
        Set<String> spread = new HashSet<>();
        Deque<Selection> open = new ArrayDeque<>(selections);
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case Selection.Field field -> fields.add(field);
                case Selection.Inline inline -> inline.selections().forEach(open::push);
                case Selection.Spread name -> {
                    Selection.Inline fragment = document.fragments().get(name.fragment());
                    if (fragment != null && spread.add(name.fragment())) {
                        fragment.selections().forEach(open::push);
                    }
                }
            }
        }
        return fields;
    }

    private static void most(String what, int count, int most) {
        if (count > most) {
            throw new GraphError(
                    "GraphQL queries should have at most " + most + " " + what + ", got " + count + " " + what + ".");
        }
    }
}
