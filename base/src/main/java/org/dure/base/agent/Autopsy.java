package org.dure.base.agent;

import java.util.List;
import org.dure.base.Reason;

/// What a failed attempt died of, as far as its traces tell.
///
/// @param finding  a [Finding]
/// @param nextStep what its owner may do about it, a [NextStep]
/// @param evidence the lines that say so, as the program, the kernel or the platform wrote them; oldest first
public record Autopsy(Reason finding, Reason nextStep, List<String> evidence) {

    private static final int LINES_MAX = 5;
    private static final int LINE_CHARS_MAX = 500;

    /// Over-long evidence is cut: a program may print what it likes.
    public Autopsy {
        evidence = evidence.stream()
                .skip(Math.max(0, evidence.size() - LINES_MAX))
                .map(line -> line.replace('\0', '\uFFFD'))
                .map(line -> line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX) + " …")
                .toList();
    }
}
