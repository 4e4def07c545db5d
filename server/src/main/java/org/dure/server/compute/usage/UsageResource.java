package org.dure.server.compute.usage;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Who used how much of the room, and what that costs.
@RestController
@RequestMapping("/api/v1")
class UsageResource {

    /// @param projectName null for other projects together
    record UsageView(
            @Nullable LocalDate day,
            @Nullable UUID projectId,
            @Nullable String projectName,
            @Nullable String person,
            @Nullable String problemId,
            @Nullable String problemName,
            @Nullable UUID sessionId,
            @Nullable String sessionName,
            double gpuHours,
            double cpuHours,
            @Nullable Double cost) {}

    record UsageReport(LocalDate from, LocalDate to, String currency, boolean truncated, List<UsageView> items) {}

    record PriceList(String currency, List<Price> items) {}

    record NewPrice(
            @Nullable String pool,
            @Nullable String kind,
            @Nullable Double perHour) {}

    private final UsageService usages;

    UsageResource(UsageService usages) {
        this.usages = usages;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/usage/compute")
    UsageReport report(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "PROJECT") String by,
            @RequestParam(defaultValue = "false") boolean daily,
            @RequestParam(defaultValue = "false") boolean others) {
        UsageService.Report report = usages.report(caller, query(project, from, to, by, daily, others));
        return new UsageReport(
                report.from(),
                report.to(),
                usages.currency(),
                report.truncated(),
                report.rows().stream().map(row -> view(report, row)).toList());
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/usage/compute.csv")
    ResponseEntity<String> csv(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "SESSION") String by,
            @RequestParam(defaultValue = "true") boolean daily,
            @RequestParam(defaultValue = "false") boolean bom) {
        UsageService.Report report = usages.report(caller, query(project, from, to, by, daily, false));
        if (report.truncated()) {
            throw new UserError.Invalid(
                    "from",
                    "asks for more than " + UsageRepository.ROWS_MAX
                            + " rows; ask for fewer days, for one project, or by PERSON, PROBLEM or PROJECT");
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"usage-" + report.from() + "-" + report.to() + ".csv\"")
                .body((bom ? UsageCsv.BYTE_ORDER_MARK : "") + UsageCsv.of(report, usages.currency()));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/prices")
    PriceList prices(Caller caller) {
        return new PriceList(usages.currency(), usages.prices());
    }

    @Needs(Permission.ADMINISTER)
    @PutMapping("/prices")
    Price setPrice(Caller caller, @RequestBody NewPrice body) {
        return usages.setPrice(caller, body.pool(), body.kind(), body.perHour());
    }

    private static UsageService.Query query(
            @Nullable String project,
            @Nullable String from,
            @Nullable String to,
            String by,
            boolean daily,
            boolean others) {
        Usage.By sum;
        try {
            sum = Usage.By.valueOf(by.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new UserError.Invalid("by", "must be PROJECT, PERSON, PROBLEM or SESSION, not " + by);
        }
        return new UsageService.Query(project, day("from", from), day("to", to), sum, daily, others);
    }

    private static @Nullable LocalDate day(String field, @Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new UserError.Invalid(field, "must be a day such as 2026-11-28, not " + text);
        }
    }

    private static UsageView view(UsageService.Report report, Usage row) {
        return new UsageView(
                row.day(),
                row.projectId(),
                row.projectId() == null ? null : report.projects().get(row.projectId()),
                row.person(),
                row.problem(),
                row.problem() == null ? null : report.problems().get(row.problem()),
                row.sessionId(),
                row.session(),
                row.gpuHours(),
                row.cpuHours(),
                row.cost());
    }
}
