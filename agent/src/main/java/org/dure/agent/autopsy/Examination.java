package org.dure.agent.autopsy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.Finding;
import org.dure.base.agent.NextStep;
import org.jspecify.annotations.Nullable;

/// Finds out what a failed program died of. What the kernel and the platform have counted stands above what the program
/// says; of its lines the last that names a cause counts, and one that may only be an echo counts where there is no
/// other.
public final class Examination {

    /// Colours and cursor movements of terminals (ECMA-48), and other control characters.
    private static final String TERMINAL = "\u001b\\[[0-9;?]*[ -/]*[@-~]|\\p{Cntrl}";

    private static final String RANK = "^(?:\\[?(?:rank|Rank)\\s?\\d+]?:\\s*)";

    private static final Map<AttemptReason, Finding> CERTAIN = Map.ofEntries(
            Map.entry(AttemptReason.MEMORY_EXCEEDED, Finding.MAIN_MEMORY_FULL),
            Map.entry(AttemptReason.REQUIREMENTS_MEMORY_EXCEEDED, Finding.MAIN_MEMORY_FULL),
            Map.entry(AttemptReason.DISK_EXCEEDED, Finding.DISK_SHARE_FULL),
            Map.entry(AttemptReason.TOO_MANY_FILES, Finding.DISK_SHARE_FULL),
            Map.entry(AttemptReason.TIME_EXCEEDED, Finding.TIME_LIMIT_REACHED),
            Map.entry(AttemptReason.CHECKPOINT_NOT_RESTORED, Finding.CHECKPOINT_DAMAGED),
            Map.entry(AttemptReason.IMAGE_NOT_PROVIDED, Finding.IMAGE_MISSING),
            Map.entry(AttemptReason.IMAGE_STEP_FAILED, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.CONTAINERFILE_MISSING, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.CONTAINERFILE_LINE_WRONG, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.CONTAINERFILE_LINE_UNKNOWN, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.CONTAINERFILE_LINE_REFUSED, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.CONTAINERFILE_SOURCE_MISSING, Finding.IMAGE_NOT_BUILT),
            Map.entry(AttemptReason.NO_SUCH_PROGRAM, Finding.PROGRAM_NOT_FOUND),
            Map.entry(AttemptReason.NOT_EXECUTABLE, Finding.PROGRAM_NOT_FOUND));

    private record Found(Finding finding, String name, int line) {}

    private Examination() {}

    /// @param cause why the attempt failed
    /// @param lines the last that the program, or the installation before it, has printed, oldest first
    /// @return null where nothing tells
    public static @Nullable Autopsy of(Reason cause, List<String> lines) {
        List<String> clean = lines.stream()
                .map(line ->
                        line.replaceAll(TERMINAL, "").replaceFirst(RANK, "").strip())
                .toList();
        Found said = said(clean);
        Optional<Finding> counted = counted(cause, said);
        if (counted.isPresent()) {
            List<String> evidence = new ArrayList<>();
            if (said != null && said.finding() == counted.get()) {
                evidence.add(clean.get(said.line()));
            }
            evidence.add(cause.text());
            return autopsy(counted.get(), name(cause), evidence);
        }
        if (said == null) {
            return crash(cause, clean);
        }
        List<String> evidence = new ArrayList<>(List.of(clean.get(said.line())));
        if (isCode(cause, AttemptReason.REQUIREMENTS_NOT_INSTALLED)) {
            return requirements(cause);
        }
        return autopsy(said.finding(), said.name(), evidence);
    }

    /// What is certain whatever the program says.
    private static Optional<Finding> counted(Reason cause, @Nullable Found said) {
        for (Map.Entry<AttemptReason, Finding> entry : CERTAIN.entrySet()) {
            if (isCode(cause, entry.getKey())) {
                return Optional.of(entry.getValue());
            }
        }
        boolean atProcessLimit = isCode(cause, AttemptReason.EXIT_CODE_AT_PROCESS_LIMIT)
                || isCode(cause, AttemptReason.SIGNAL_AT_PROCESS_LIMIT);
        boolean otherwise =
                said != null && said.finding() != Finding.OWN_ERROR && said.finding() != Finding.PROCESS_LIMIT_REACHED;
        return atProcessLimit && !otherwise ? Optional.of(Finding.PROCESS_LIMIT_REACHED) : Optional.empty();
    }

    private static @Nullable Found said(List<String> lines) {
        Found echo = null;
        for (int i = lines.size() - 1; i >= 0; i--) {
            for (Clue clue : Clue.ALL) {
                String name = clue.read(lines.get(i));
                if (name == null) {
                    continue;
                }
                if (!clue.onlyConsequence()) {
                    return isLater(echo, i) ? echo : new Found(clue.finding(), name, i);
                }
                // Out of step is said by those who only noticed; an error of a program's own says more.
                echo = echo == null ? new Found(clue.finding(), name, i) : echo;
                break;
            }
        }
        return echo;
    }

    /// A program's own last error stands for itself: a cause named long before it was got over.
    private static boolean isLater(@Nullable Found echo, int cause) {
        return echo != null && echo.finding() == Finding.OWN_ERROR && echo.line() - cause > 40;
    }

    private static @Nullable Autopsy crash(Reason cause, List<String> lines) {
        boolean bySignal = isCode(cause, AttemptReason.SIGNAL) || isCode(cause, AttemptReason.SIGNAL_AT_PROCESS_LIMIT);
        if (isCode(cause, AttemptReason.REQUIREMENTS_NOT_INSTALLED)) {
            return requirements(cause);
        }
        if (!bySignal) {
            return null;
        }
        if (cause.text().contains("SIGXFSZ")) {
            return autopsy(Finding.DISK_SHARE_FULL, "", List.of(cause.text()));
        }
        for (String fatal : List.of("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")) {
            if (cause.text().contains(fatal)) {
                List<String> evidence = new ArrayList<>(lines.subList(Math.max(0, lines.size() - 2), lines.size()));
                evidence.add(cause.text());
                return autopsy(Finding.CRASHED, "", evidence);
            }
        }
        return null;
    }

    /// pip's own words, which stand in the cause.
    private static Autopsy requirements(Reason cause) {
        String words = cause.text();
        String missing = "No matching distribution found for ";
        int at = words.indexOf(missing);
        if (at >= 0) {
            String name = words.substring(at + missing.length()).split("[;\\s]", 2)[0];
            return autopsy(Finding.REQUIREMENT_NOT_FOUND, name, List.of(words));
        }
        boolean contradict = words.contains("ResolutionImpossible") || words.contains("conflicting dependencies");
        return autopsy(contradict ? Finding.REQUIREMENTS_CONTRADICT : Finding.REQUIREMENTS_WRONG, "", List.of(words));
    }

    private static Autopsy autopsy(Finding finding, String name, List<String> evidence) {
        boolean named = finding.english().contains("{name}");
        NextStep next = finding.next();
        return new Autopsy(Reason.of(finding, named ? Map.of("name", name) : Map.of()), Reason.of(next), evidence);
    }

    /// The program or image that the cause names; empty where it names none.
    private static String name(Reason cause) {
        Map<String, String> parameters = cause.parts().getFirst().parameters();
        return parameters.getOrDefault("program", parameters.getOrDefault("image", ""));
    }

    private static boolean isCode(Reason cause, AttemptReason code) {
        return cause.parts().getFirst().code().equals(code.name());
    }
}
