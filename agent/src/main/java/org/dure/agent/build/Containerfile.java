package org.dure.agent.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.agent.reason.RefusedException;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;

/// A Containerfile or Dockerfile as it is written: its instructions in their order, continued lines joined. What they
/// mean is the business of [BuildPlan]. (The form: docs.docker.com/reference/dockerfile)
///
/// @param file its path in the program's folder
record Containerfile(String file, List<Line> lines) {

    private static final Pattern INSTRUCTION = Pattern.compile("\\s*([A-Za-z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("#\\s*escape\\s*=\\s*(\\S*)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTINUED = Pattern.compile("\\\\[ \\t]*$");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("(?:^|\\s)\\d*<<-?([\"']?)[A-Za-z_]\\w*\\1(?=\\s|$)");

    /// One instruction.
    ///
    /// @param number      of its first line, from 1 on
    /// @param instruction in upper case
    record Line(String file, int number, String instruction, String rest) {

        /// In few words, for the log.
        String words() {
            String words = (instruction + " " + rest).replaceAll("\\s+", " ").strip();
            return words.length() <= 200 ? words : words.substring(0, 200) + "…";
        }

        /// @param form how it is written rightly
        RefusedException wrong(String form) {
            return fault(AttemptReason.CONTAINERFILE_LINE_WRONG, "form", form);
        }

        /// @param what no image is built with here
        RefusedException refused(String what) {
            return fault(AttemptReason.CONTAINERFILE_LINE_REFUSED, "what", what);
        }

        RefusedException missing(String source) {
            return fault(AttemptReason.CONTAINERFILE_SOURCE_MISSING, "source", source);
        }

        /// @param why it failed
        RefusedException failed(Reason why) {
            return new RefusedException(
                    Reason.of(AttemptReason.IMAGE_STEP_FAILED, Map.of("line", number, "file", file, "step", words()))
                            .because(why));
        }

        private RefusedException fault(AttemptReason code, String name, String value) {
            return new RefusedException(Reason.of(code, Map.of("line", number, "file", file, name, value)));
        }
    }

    /// @throws RefusedException naming the first line that no instruction begins, or that is not supported
    static Containerfile parse(String file, String text) throws RefusedException {
        List<Line> lines = new ArrayList<>();
        List<String> written = text.lines().toList();
        StringBuilder joined = new StringBuilder();
        int first = 0;
        boolean directives = true;
        for (int i = 0; i < written.size(); i++) {
            String line = written.get(i);
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                Matcher escape = ESCAPE.matcher(line);
                if (directives && escape.matches() && !escape.group(1).equals("\\")) {
                    throw new Line(file, i + 1, "", line).refused("# escape=" + escape.group(1));
                }
                continue;
            }
            directives = false;
            if (joined.isEmpty()) {
                first = i + 1;
            }
            Matcher continued = CONTINUED.matcher(line);
            if (continued.find()) {
                joined.append(line, 0, continued.start()).append(' ');
            } else {
                lines.add(line(file, first, joined.append(line).toString()));
                joined.setLength(0);
            }
        }
        if (!joined.isEmpty()) {
            lines.add(line(file, first, joined.toString()));
        }
        return new Containerfile(file, lines);
    }

    private static Line line(String file, int number, String text) throws RefusedException {
        Matcher matcher = INSTRUCTION.matcher(text);
        if (!matcher.matches() || text.indexOf('\0') >= 0) {
            throw unknown(file, number, text);
        }
        String rest = matcher.group(2) == null ? "" : matcher.group(2).strip();
        Line line = new Line(file, number, matcher.group(1).toUpperCase(Locale.ROOT), rest);
        boolean takesFiles = List.of("RUN", "COPY", "ADD").contains(line.instruction());
        if (takesFiles && HERE_DOCUMENT.matcher(rest).find()) {
            throw line.refused(line.instruction() + " <<EOF");
        }
        return line;
    }

    /// Of a line whose first word is none of the instructions.
    static RefusedException unknown(String file, int number, String text) {
        String word = text.strip().split("\\s", 2)[0];
        return new Line(file, number, "", "")
                .fault(
                        AttemptReason.CONTAINERFILE_LINE_UNKNOWN,
                        "instruction",
                        word.length() <= 40 ? word : word.substring(0, 40) + "…");
    }
}
