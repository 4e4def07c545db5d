package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.dure.base.Json;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Session;
import org.dure.server.compute.curve.CurveSource;
import org.dure.server.compute.curve.SessionCurve;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.roster.Member;
import org.dure.server.compute.scheduler.Dure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Decisions from made-up pictures.
class DeciderTest {

    private static final double SLICE = 60;

    /// That each member has run.
    private static final double SECONDS = 20;

    private final UUID red = new UUID(0, 1);
    private final UUID blue = new UUID(0, 2);

    private static Inputs.Trial trial(int number, List<Double> losses, Inputs.Standing standing) {
        return new Inputs.Trial(
                new UUID(9, number),
                List.of(number / 50.0),
                new ArrayList<>(losses),
                1,
                SLICE,
                standing,
                number,
                number);
    }

    private static Inputs.Tenant tenant(UUID project, double virtualTime, List<Inputs.Trial> trials) {
        return new Inputs.Tenant(
                project, 1, virtualTime, List.of(new Inputs.Group("problem of " + project, 27, 0, trials)));
    }

    private static Inputs inputs(Pool.Policy policy, long number, @Nullable UUID holder, Inputs.Tenant... tenants) {
        return new Inputs(policy, number, 7 + number, SLICE, .2, holder, List.of(), null, List.of(tenants));
    }

    private static List<Double> falling(int epochs, double from, double to) {
        List<Double> losses = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            losses.add(to + (from - to) / epoch);
        }
        return losses;
    }

    /// Some that have shown curves, one that is the best, and new ones.
    private static List<Inputs.Trial> crowd(int first, double promise) {
        List<Inputs.Trial> crowd = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            crowd.add(trial(first + i, falling(9, 1, .5 + .05 * i), Inputs.Standing.ASIDE));
        }
        crowd.add(trial(first + 8, falling(6, 1, promise), Inputs.Standing.READY));
        crowd.add(trial(first + 9, List.of(), Inputs.Standing.READY));
        return crowd;
    }

    @Test
    void the_same_picture_gives_the_same_choice_also_after_it_was_stored() {
        for (Pool.Policy policy : List.of(Pool.Policy.FAIR_ASHA, Pool.Policy.BEST_MODEL)) {
            for (int number = 0; number < 105; number++) {
                Inputs inputs =
                        inputs(policy, number, null, tenant(red, 10, crowd(0, .2)), tenant(blue, 0, crowd(20, .6)));
                Choice choice = Decider.decide(inputs);
                Inputs stored = storedAndRead(inputs);
                assertThat(stored).isEqualTo(inputs);
                assertThat(Decider.decide(stored)).isEqualTo(choice);
            }
        }
    }

    private static Inputs storedAndRead(Inputs inputs) {
        List<Picture.Stored> groups = inputs.tenants().stream()
                .flatMap(tenant -> tenant.groups().stream())
                .map(Picture.Stored::of)
                .toList();
        Map<UUID, byte[]> rows = new HashMap<>();
        groups.forEach(group -> rows.put(group.id(), group.packed()));
        return Picture.unpack(new Picture(inputs, groups).packedInputs(), rows);
    }

    @Test
    void a_picture_that_holds_its_groups_itself_is_read_as_before() throws IOException {
        Inputs inputs =
                inputs(Pool.Policy.BEST_MODEL, 3, null, tenant(red, 10, crowd(0, .2)), tenant(blue, 0, crowd(20, .6)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(Json.MAPPER.writeValueAsBytes(inputs));
        }
        assertThat(Picture.unpack(bytes.toByteArray(), Map.of())).isEqualTo(inputs);
    }

    @Test
    void of_two_problems_the_one_goes_first_where_a_best_is_in_sight() {
        Choice choice = Decider.decide(
                inputs(Pool.Policy.BEST_MODEL, 3, null, tenant(red, 0, crowd(0, .9)), tenant(blue, 10, crowd(20, .1))));
        assertThat(choice.project()).isEqualTo(blue);
        assertThat(choice.probability()).isNotNull();
        assertThat(choice.candidates()).hasSize(4);
        assertThat(choice.candidates().getFirst().session()).isEqualTo(choice.session());
        assertThat(choice.candidates().getLast().reason().text()).isNotEmpty();
        assertThat(choice.best()).isNotNull();
    }

    @Test
    void a_project_that_has_had_much_more_waits_whatever_it_promises() {
        double much = Dure.LAG_SLICES * SLICE + 1;
        Choice choice = Decider.decide(inputs(
                Pool.Policy.BEST_MODEL, 3, null, tenant(red, 0, crowd(0, .9)), tenant(blue, much, crowd(20, .1))));
        assertThat(choice.project()).isEqualTo(red);
        assertThat(choice.eligible()).isEqualTo(1);
        assertThat(choice.candidates().stream()
                        .filter(each -> each.project().equals(blue))
                        .map(each -> each.reason().text()))
                .isNotEmpty()
                .allMatch(text -> text.contains("slot-seconds more"));
    }

    @Test
    void what_is_no_number_promises_nothing_and_still_runs_when_nobody_else_wants_the_slots() {
        List<@Nullable Double> losses = new ArrayList<>(falling(3, 1, .1));
        losses.add(null);
        Inputs.Trial diverged =
                new Inputs.Trial(new UUID(9, 99), List.of(.5), losses, 1, SLICE, Inputs.Standing.READY, 0, 0);
        List<Inputs.Trial> crowd = crowd(0, .9);
        crowd.add(diverged);
        for (Pool.Policy policy : List.of(Pool.Policy.FAIR_ASHA, Pool.Policy.BEST_MODEL)) {
            Choice choice = Decider.decide(inputs(policy, 3, null, tenant(red, 0, crowd)));
            assertThat(choice.session()).isNotEqualTo(diverged.session());
            assertThat(choice.candidates().stream()
                            .filter(each -> each.session().equals(diverged.session()))
                            .map(each -> each.reason().text()))
                    .allMatch(text -> text.contains("no number"))
                    .hasSize(1);
            assertThat(Decider.decide(inputs(policy, 3, null, tenant(red, 0, List.of(diverged))))
                            .session())
                    .isEqualTo(diverged.session());
        }
        assertThat(Decider.decide(inputs(Pool.Policy.BEST_MODEL, 99, null, tenant(red, 0, crowd)))
                        .session())
                .as("every hundredth goes to whoever has waited longest")
                .isEqualTo(diverged.session());
    }

    @Test
    void every_twentieth_goes_to_whoever_has_waited_longest() {
        List<Inputs.Trial> hopeless = List.of(trial(1, falling(9, 2, 1.9), Inputs.Standing.READY));
        Choice choice = Decider.decide(
                inputs(Pool.Policy.BEST_MODEL, 19, null, tenant(red, 0, hopeless), tenant(blue, 0, crowd(20, .1))));
        assertThat(choice.session()).isEqualTo(hopeless.getFirst().session());
        assertThat(choice.reason().text()).contains("twentieth");
    }

    @Test
    void a_session_keeps_its_slots_unless_another_promises_clearly_more() {
        List<Inputs.Trial> crowd = crowd(0, .2);
        UUID holder = crowd.get(8).session();
        Choice keeps = Decider.decide(
                inputs(Pool.Policy.BEST_MODEL, 3, holder, tenant(red, 0, crowd), tenant(blue, 0, crowd(20, .9))));
        assertThat(keeps.session()).isEqualTo(holder);
        List<Inputs.Trial> hopeless = List.of(
                trial(50, falling(27, 1, .1), Inputs.Standing.ASIDE),
                trial(51, falling(20, 1, .1), Inputs.Standing.ASIDE),
                trial(52, falling(20, 2, 1.5), Inputs.Standing.READY));
        Choice gives = Decider.decide(inputs(
                Pool.Policy.BEST_MODEL,
                3,
                hopeless.get(2).session(),
                tenant(red, 0, hopeless),
                tenant(blue, 0, crowd(20, .1))));
        assertThat(gives.project()).isEqualTo(blue);
        assertThat(gives.candidates().stream()
                        .filter(each -> each.session().equals(hopeless.get(2).session()))
                        .map(each -> each.reason().text()))
                .containsExactly(DecisionReason.GAVE_WAY.english());
    }

    @Test
    void inflated_figures_are_put_right_by_what_the_platform_found() {
        List<Member> members = List.of(
                member(1, true, 0.6, .99, .99), member(2, true, 0.62, .98, .99), member(3, false, null, .97, .99));
        Set<UUID> ready = new HashSet<>(Set.of(new UUID(9, 3)));
        Inputs.Group group = new Group(members).picture("problem", ready, SLICE);
        List<@Nullable Double> judged = group.trials().get(0).losses();
        List<@Nullable Double> running = group.trials().get(2).losses();
        assertThat(judged.getLast()).isEqualTo(-0.6);
        assertThat(running.getLast()).isBetween(-.63, -.59);
    }

    @Test
    void a_point_costs_what_it_took_and_where_none_was_seen_what_it_takes_others() {
        double[] many = new double[400];
        Arrays.fill(many, .5);
        Set<UUID> ready = Set.of(new UUID(9, 2), new UUID(9, 3));
        List<Member> few =
                List.of(member(1, true, null, .5, .6, .7, .8), member(2, false, null, .5), member(3, false, null));
        assertThat(new Group(few).picture("problem", ready, SLICE).trials())
                .extracting(Inputs.Trial::pointSeconds)
                .containsExactly(SECONDS / 4, SECONDS, SECONDS);
        assertThat(new Group(List.of(member(1, true, null, many), member(2, false, null)))
                        .picture("problem", ready, SLICE)
                        .trials())
                .as("of four points that are drawn as one")
                .extracting(Inputs.Trial::pointSeconds)
                .containsExactly(4 * SECONDS / 400, 4 * SECONDS / 400);
        assertThat(new Group(List.of(member(1, false, null)))
                        .picture("problem", ready, SLICE)
                        .trials())
                .as("of which nothing is known")
                .extracting(Inputs.Trial::pointSeconds)
                .containsExactly(SLICE);
    }

    @Test
    void pictures_from_before_say_what_a_slice_costs() {
        Inputs inputs = inputs(Pool.Policy.BEST_MODEL, 3, null, tenant(red, 0, crowd(0, .9)));
        String before = Json.MAPPER
                .writeValueAsString(inputs)
                .replace("\"slots\":1,", "")
                .replace("point_seconds", "slice_cost");
        Inputs read = Json.MAPPER.readValue(before, Inputs.class);
        assertThat(read).isNotEqualTo(inputs);
        assertThat(read.tenants().getFirst().groups().getFirst().trials())
                .extracting(Inputs.Trial::pointSeconds)
                .containsOnly(SLICE);
        assertThat(Decider.decide(read).session())
                .isEqualTo(Decider.decide(inputs).session());
    }

    private static Member member(int number, boolean over, @Nullable Double evaluated, double... accuracies) {
        List<CurveSource.Point> points = new ArrayList<>();
        for (double accuracy : accuracies) {
            points.add(new CurveSource.Point(points.size(), accuracy));
        }
        Queue.Waiting asks = new Queue.Waiting(
                new UUID(9, number), new UUID(0, 1), Session.Kind.TRAINING, Session.Needs.standard(), 0);
        return new Member(
                asks,
                "local",
                over ? Session.State.SUCCEEDED : Session.State.WAITING,
                over,
                false,
                null,
                List.of("python3", "train.py", "--lr", "0." + number),
                SECONDS,
                null,
                Instant.ofEpochSecond(number),
                Instant.ofEpochSecond(number),
                new SessionCurve(new UUID(9, number), "problem", false, points, evaluated));
    }

    @Test
    void settings_are_read_from_commands_and_ranked_among_the_group() {
        List<Map<String, String>> settings = List.of(
                Settings.of(List.of("python3", "train.py", "--lr", "0.001", "--name=a", "width=64")),
                Settings.of(List.of("python3", "train.py", "--lr", "0.1", "--name=b", "width=64")),
                Settings.of(List.of("python3", "train.py", "--lr", "0.01", "--name=a", "width=64")));
        assertThat(settings.getFirst()).containsEntry("lr", "0.001").containsEntry("width", "64");
        assertThat(Settings.byRank(settings)).containsExactly(List.of(0.0, 0.0), List.of(1.0, 1.0), List.of(.5, 0.0));
    }
}
