package org.dure.server.tracking.table;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Measure;
import org.dure.server.tracking.filter.Order;
import org.jspecify.annotations.Nullable;

/// A `RunQuery` that has been read and found to be the caller's to ask. Two that are equal find the same runs.
///
/// @param experimentIds all that the caller may see and asked for
/// @param runs          null for all
record Selection(
        List<Long> experimentIds,
        @Nullable UUID problemId,
        @Nullable UUID sessionId,
        @Nullable List<String> runs,
        View view,
        List<Comparison> filter,
        List<Order> orders,
        List<Group> within) {

    record Group(Field field, @Nullable String value) {}

    /// The values at single steps that have to be looked up before runs can be filtered or ordered by them.
    List<Field> atSteps() {
        return Stream.concat(
                        filter.stream().map(Comparison::field), orders.stream().map(Order::field))
                .filter(field -> field.measure() instanceof Measure.AtStep)
                .distinct()
                .toList();
    }

    /// Without what needs values at single steps.
    Selection withoutAtSteps() {
        return new Selection(
                experimentIds,
                problemId,
                sessionId,
                runs,
                view,
                filter.stream()
                        .filter(each -> !(each.field().measure() instanceof Measure.AtStep))
                        .toList(),
                List.of(),
                within);
    }
}
