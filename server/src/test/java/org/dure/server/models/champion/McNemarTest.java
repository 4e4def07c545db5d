package org.dure.server.models.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Against M. W. Fagerland, S. Lydersen, P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
/// asymptotic
/// are better than exact conditional", BMC Medical Research Methodology 13:91, 2013, whose exact conditional p-values
/// are two-sided: twice ours.
class McNemarTest {

    /// Table 1 there (Bentur et al. 2009): 1 and 7 discordant pairs, p = 0.0703.
    @Test
    void airway_hyper_responsiveness_before_and_after_stem_cell_transplantation() {
        assertThat(2 * McNemar.oneSided(1, 7)).isCloseTo(0.0703, within(5e-5));
    }

    /// Table 2 there (Cavo et al. 2012): 6 and 16 discordant pairs, p = 0.0525.
    @Test
    void complete_response_before_and_after_consolidation_therapy() {
        assertThat(2 * McNemar.oneSided(6, 16)).isCloseTo(0.0525, within(5e-5));
    }

    @Test
    void a_worse_challenger_has_chance_on_its_side() {
        assertThat(McNemar.oneSided(7, 1)).isCloseTo(1 - 1 / 256.0, within(1e-12));
    }

    @Test
    void two_that_never_differ_are_never_told_apart() {
        assertThat(McNemar.oneSided(0, 0)).isEqualTo(1);
    }

    @Test
    void very_small_probabilities_keep_their_digits() {
        assertThat(McNemar.oneSided(0, 100)).isCloseTo(Math.pow(0.5, 100), within(1e-40));
    }
}
