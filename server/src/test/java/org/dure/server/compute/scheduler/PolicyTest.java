package org.dure.server.compute.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.junit.jupiter.api.Test;

class PolicyTest {

    private static final double START = .5;

    /// Slots since somebody began to wait, so that each twentieth is theirs.
    private static final long MANY = 1_000_000;

    private static final CurveShapes SHAPES = CurveShapes.of(50);

    private final SplittableRandom random = new SplittableRandom(1);

    private static Tenant tenant(String name, double weight, int trials) {
        return tenant(name, weight, trials, START);
    }

    private static Tenant tenant(String name, double weight, int trials, double startSeconds) {
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Trial trial = new Trial(i, new double[] {i / (double) trials}, 1, startSeconds);
            trial.arriveAt(i);
            all.add(trial);
        }
        Tenant tenant = new Tenant(name, weight, 0);
        tenant.problems().add(new Problem(name, SHAPES, all));
        return tenant;
    }

    private Decision step(Policy policy, List<Tenant> tenants, int number) {
        Decision decision = Objects.requireNonNull(policy.next(new Offer(number, tenants, null, MANY), random));
        Trial trial = decision.pick().trial();
        double slope = decision.tenant() == tenants.getFirst() ? .02 : 1e-4;
        decision.problem().observe(trial, .9 - slope * trial.epochs() - 1e-3 * trial.number());
        trial.waitingSince(1000 + number);
        decision.tenant().charge(1);
        return decision;
    }

    private static Dure dure() {
        return new Dure(Dure.Settings.standard(1), new ModelSearch(ModelSearch.Settings.standard()));
    }

    @Test
    void fair_queues_serve_by_weight() {
        List<Tenant> tenants = List.of(tenant("one", 1, 40), tenant("two", 2, 40));
        Policy policy = new FairShare(new Asha());
        int second = 0;
        for (int i = 0; i < 90; i++) {
            second += step(policy, tenants, i).tenant() == tenants.get(1) ? 1 : 0;
        }
        assertThat(second).isBetween(59, 61);
    }

    @Test
    void nobody_gets_ahead_of_the_least_served_by_more_than_the_lag_and_a_slice() {
        List<Tenant> tenants = List.of(tenant("improves", 1, 40), tenant("stays", 1, 40), tenant("stays too", 1, 40));
        Dure dure = dure();
        for (int i = 0; i < 400; i++) {
            step(dure, tenants, i);
            double most =
                    tenants.stream().mapToDouble(Tenant::virtualTime).max().orElseThrow();
            double least =
                    tenants.stream().mapToDouble(Tenant::virtualTime).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(Dure.LAG_SLICES + 1);
        }
    }

    @Test
    void who_holds_the_slot_may_get_twice_as_far_ahead_as_who_is_to_get_it() {
        Tenant holder = tenant("one", 1, 2);
        Tenant other = tenant("two", 1, 2);
        Trial last = holder.problems().getFirst().trials().getFirst();
        Offer offer = new Offer(0, List.of(holder, other), last, MANY);
        Dure.Settings settings = Dure.Settings.standard(60);
        assertThat(settings.lag(offer, holder)).isEqualTo(60 * Dure.LAG_SLICES);
        assertThat(settings.lag(offer, other)).isEqualTo(30 * Dure.LAG_SLICES);
    }

    @Test
    void who_is_alone_tries_others_before_one_is_trained_to_its_end_where_starts_are_cheap() {
        long cheap = begun(List.of(tenant("alone", 1, 40, .2)));
        assertThat(cheap).isGreaterThan(begun(List.of(tenant("alone", 1, 40, .5))));
        assertThat(cheap).isGreaterThan(begun(List.of(tenant("shares", 1, 40, .2), tenant("other", 1, 40, .2))));
    }

    /// Of the first tenant's trials, after so many slices of one slot that each tenant can have sixty.
    private static long begun(List<Tenant> tenants) {
        Dure dure = dure();
        Trial last = null;
        for (int number = 0; number < 60 * tenants.size(); number++) {
            Decision decision = Objects.requireNonNull(
                    dure.next(new Offer(number, tenants, last, MANY), new SplittableRandom(number)));
            last = decision.pick().trial();
            decision.problem().observe(last, .9 - .01 * last.epochs() - 1e-3 * last.number());
            last.waitingSince(1000 + number);
            decision.tenant().charge(1);
        }
        return tenants.getFirst().problems().getFirst().trials().stream()
                .filter(trial -> !trial.isNew())
                .count();
    }

    @Test
    void of_two_that_promise_as_much_the_one_is_worth_more_that_has_less_to_go() {
        Tenant tenant = tenant("one", 2, 2);
        Trial near = tenant.problems().getFirst().trials().getFirst();
        Trial far = tenant.problems().getFirst().trials().getLast();
        Offer offer = new Offer(0, List.of(tenant), null, MANY);
        assertThat(Dure.value(offer, tenant, new ModelSearch.Promise(near, .3, 2)))
                .isEqualTo(2 * .3 / 2.5);
        assertThat(Dure.value(offer, tenant, new ModelSearch.Promise(far, .3, 20)))
                .isEqualTo(2 * .3 / 20.5);
        Offer kept = new Offer(0, List.of(tenant), near, MANY);
        assertThat(Dure.value(kept, tenant, new ModelSearch.Promise(near, .3, 2)))
                .isEqualTo(2 * .3 / 2);
    }

    @Test
    void every_twentieth_slot_goes_to_whoever_has_waited_longest() {
        List<Tenant> tenants = List.of(tenant("one", 1, 40), tenant("two", 1, 40));
        Dure dure = dure();
        for (int i = 0; i < 60; i++) {
            Decision decision = step(dure, tenants, i);
            assertThat(decision.pick().ground() == Pick.Ground.AGEING).isEqualTo(i % 20 == 19);
        }
    }

    @Test
    void nobody_needs_that_slot_before_eight_were_given_for_each_that_waits() {
        Pick late = picked(80);
        assertThat(late.ground()).isEqualTo(Pick.Ground.AGEING);
        assertThat(late.trial().number()).isZero();
        assertThat(picked(79).ground()).isNotEqualTo(Pick.Ground.AGEING);
    }

    /// Of ten that wait.
    private Pick picked(long passed) {
        Offer offer = new Offer(19, List.of(tenant("one", 1, 5), tenant("two", 1, 5)), null, passed);
        return Objects.requireNonNull(dure().next(offer, random)).pick();
    }

    @Test
    void whoever_has_waited_longest_gets_that_slot_though_its_tenant_is_far_ahead() {
        Tenant ahead = tenant("ahead", 1, 2);
        ahead.charge(1000);
        Tenant least = tenant("least", 1, 2);
        least.problems().getFirst().trials().forEach(trial -> trial.arriveAt(10));
        List<Tenant> tenants = List.of(ahead, least);
        assertThat(Objects.requireNonNull(dure().next(new Offer(18, tenants, null, MANY), random))
                        .tenant())
                .isSameAs(least);
        Decision decision = Objects.requireNonNull(dure().next(new Offer(19, tenants, null, MANY), random));
        assertThat(decision.pick().trial())
                .isSameAs(ahead.problems().getFirst().trials().getFirst());
    }

    @Test
    void one_that_comes_late_starts_where_the_least_served_stands() {
        Tenant late = tenant("late", 1, 10);
        late.startAt(70);
        assertThat(late.virtualTime()).isEqualTo(70);
        late.startAt(20);
        assertThat(late.virtualTime()).isEqualTo(70);
    }

    @Test
    void first_come_first_served_stays_with_whom_it_began() {
        Tenant tenant = tenant("one", 1, 3);
        Trial second = tenant.problems().getFirst().trials().get(1);
        Offer offer = new Offer(0, List.of(tenant), second, MANY);
        assertThat(Objects.requireNonNull(ByOrder.FIFO.next(offer, random))
                        .pick()
                        .trial())
                .isSameAs(second);
    }

    @Test
    void nobody_is_chosen_where_nobody_waits() {
        Tenant tenant = tenant("one", 1, 1);
        tenant.problems().getFirst().trials().getFirst().running(true);
        Offer offer = new Offer(0, List.of(tenant), null, MANY);
        assertThat(dure().next(offer, random)).isNull();
        assertThat(new FairShare(new Asha()).next(offer, random)).isNull();
    }
}
