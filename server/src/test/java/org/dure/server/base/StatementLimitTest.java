package org.dure.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// A server of its own, whose requests may have the database work for a second.
@ServerTest
@Import(Api.class)
@TestPropertySource(properties = "dure.statement-limit=1s")
class StatementLimitTest {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void a_request_that_the_database_takes_too_long_over_is_told_so_in_the_form_of_its_wire() {
        String project = api.newProject();
        String datasets = "/api/v1/projects/" + project + "/datasets";
        String experiments = "/api/2.0/mlflow/experiments/search";
        transactions.executeWithoutResult(status -> {
            jdbc.sql("lock table data.dataset, tracking.experiment in access exclusive mode")
                    .update();
            var problem = api.admin().get(datasets).expect(504).json();
            assertThat(problem.path("detail").asString()).contains("The database took too long");
            assertThat(problem.path("reason").path("parts").get(0).path("code").asString())
                    .isEqualTo("DATABASE_SLOW");
            assertThat(api.admin()
                            .post(experiments, "{\"max_results\": 10}")
                            .expect(504)
                            .json()
                            .path("error_code")
                            .asString())
                    .isEqualTo("DEADLINE_EXCEEDED");
        });
        api.admin().get(datasets).expect(200);
        api.admin().post(experiments, "{\"max_results\": 10}").expect(200);
    }

    @Test
    void the_platforms_own_work_has_no_limit() {
        assertThat(limits()).isEqualTo("0 0");
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
        try {
            assertThat(limits()).isEqualTo("1s 5min");
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }

    private String limits() {
        return jdbc.sql(
                        "select current_setting('statement_timeout') || ' ' || current_setting('idle_in_transaction_session_timeout')")
                .query(String.class)
                .single();
    }
}
