package org.dure.server.models.champion;

import org.dure.base.Reason;

/// Why a champion was replaced or kept.
enum ComparisonReason implements Reason.Code {
    FIRST_MODEL("The first model of the problem; it answers {correct} of {items} hidden items rightly."),
    COMPARED_BY_SCORE("""
            {challenger} answers {correct} of {items} hidden items rightly, the champion {champion} {champion_correct}. \
            The champion is deployed nowhere, so the higher score decides; of equal ones the earlier stays."""),
    TESTED_BETTER("""
            {challenger} answers {correct} of {items} hidden items rightly, the champion {champion} {champion_correct}. \
            Of the {differing} items on which exactly one of them is right, the challenger has {challenger_only}: \
            p = {p} in the exact one-sided McNemar test, which is below {alpha}. The challenger is better."""),
    TESTED_NOT_BETTER("""
            {challenger} answers {correct} of {items} hidden items rightly, the champion {champion} {champion_correct}. \
            Of the {differing} items on which exactly one of them is right, the challenger has {challenger_only}: \
            p = {p} in the exact one-sided McNemar test, which is not below {alpha}. That it is better is not shown.""");

    private final String english;

    ComparisonReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
