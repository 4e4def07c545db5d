package org.dure.server.tracking.table;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.tracking.artifact.Images;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The pictures of the runs that a query finds.
@Service
class ImageService {

    private static final int SHOWN = 12;
    private static final int SHOWN_MOST = 50;

    private final RunSelector selector;
    private final RunTableService table;
    private final RunTableRepository runs;
    private final Images images;

    ImageService(RunSelector selector, RunTableService table, RunTableRepository runs, Images images) {
        this.selector = selector;
        this.table = table;
        this.runs = runs;
        this.images = images;
    }

    /// @param limit of how many runs the pictures are wanted
    Images.Found images(Caller caller, RunQuery query, @Nullable Integer limit) {
        int most = limit == null ? SHOWN : limit;
        if (most < 1 || most > SHOWN_MOST) {
            throw new UserError.Invalid("limit", "must lie between 1 and " + SHOWN_MOST);
        }
        Long[] found = table.idsOfFew(selector.read(caller, query), "pictures are looked for in");
        Map<Long, RunRow> rows = runs.rows(found);
        List<String> ids = Arrays.stream(found)
                .map(rows::get)
                .filter(Objects::nonNull)
                .map(RunRow::id)
                .toList();
        return images.of(ids, most);
    }
}
