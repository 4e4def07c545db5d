package org.dure.server.tracking.loggedmodel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.search.SearchSql;

/// The clauses of a search of logged models that look at what was measured of them. By MLflow's rules a model is found
/// where any of its points meets a comparison, and sorted by the newest one.
final class ModelMetricSql {

    private static final String POINTS = "select from tracking.logged_model_metric m where m.model_id = t.model_id";

    private ModelMetricSql() {}

    /// @param datasets of which a point is to be; empty for any
    static void where(SearchSql sql, List<Comparison> filter, List<DatasetFilter> datasets) {
        boolean measured = false;
        int number = 0;
        for (Comparison comparison : filter) {
            if (comparison.field().kind() != Field.Kind.METRIC) {
                sql.where(comparison);
                continue;
            }
            measured = true;
            String key = "metric" + number++;
            Map<String, Object> values = new LinkedHashMap<>();
            values.put(key, comparison.field().key());
            values.put(key + "value", real(comparison));
            sql.where(
                    "exists (" + POINTS + " and m.key = :" + key + " and m.value <> 'NaN' and m.value "
                            + comparison.operator().sign() + " :" + key + "value" + of(datasets, values) + ")",
                    values);
        }
        if (!measured && !datasets.isEmpty()) {
            Map<String, Object> values = new LinkedHashMap<>();
            sql.where("exists (" + POINTS + of(datasets, values) + ")", values);
        }
    }

    static void orderBy(SearchSql sql, List<ModelOrder> orders) {
        int number = 0;
        for (ModelOrder order : orders) {
            Field field = order.order().field();
            if (field.kind() != Field.Kind.METRIC) {
                sql.orderBy(order.order());
                continue;
            }
            String key = "order" + number++;
            Map<String, Object> values = new LinkedHashMap<>();
            values.put(key, field.key());
            String on = "";
            if (!order.on().name().isEmpty()) {
                values.put(key + "name", order.on().name());
                on += " and m.dataset_name = :" + key + "name";
            }
            if (!order.on().digest().isEmpty()) {
                values.put(key + "digest", order.on().digest());
                on += " and m.dataset_digest = :" + key + "digest";
            }
            sql.orderBy(
                    "(select m.value from tracking.logged_model_metric m where m.model_id = t.model_id and m.key = :"
                            + key + on + " order by m.ms desc, m.step desc, m.run_id limit 1)",
                    order.order().ascending(),
                    values);
        }
    }

    private static double real(Comparison comparison) {
        return switch (comparison.operand()) {
            case Comparison.Operand.Real real -> real.value();
            case Comparison.Operand.Text _, Comparison.Operand.Texts _, Comparison.Operand.None _ ->
                throw new IllegalStateException("A metric is compared with a number");
        };
    }

    private static String of(List<DatasetFilter> datasets, Map<String, Object> values) {
        if (datasets.isEmpty()) {
            return "";
        }
        List<String> any = new ArrayList<>();
        for (int i = 0; i < datasets.size(); i++) {
            values.put("dataset" + i, datasets.get(i).name());
            String digest = "";
            if (!datasets.get(i).digest().isEmpty()) {
                values.put("digest" + i, datasets.get(i).digest());
                digest = " and m.dataset_digest = :digest" + i;
            }
            any.add("m.dataset_name = :dataset" + i + digest);
        }
        return " and (" + String.join(" or ", any) + ")";
    }
}
