package org.dure.server.data.preview;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dure.server.data.FileEntry;
import org.jspecify.annotations.Nullable;

/// Reads the beginning of a text file, and of a table in the form of RFC 4180.
final class TextHead {

    static final int BYTES_MAX = 256 << 10;
    private static final int LINES_MAX = 100;
    private static final int COLUMNS_MAX = 100;
    private static final int CELL_CHARACTERS_MAX = 200;
    private static final int LINE_CHARACTERS_MAX = 1000;
    /// What Korean spreadsheets still write.
    private static final Charset KOREAN = Charset.forName("x-windows-949");

    private TextHead() {}

    /// @param whole whether `head` is the whole file; else its last character may be cut
    /// @return null where the bytes are no text
    static @Nullable String decode(byte[] head, boolean whole) {
        for (byte each : head) {
            if (each == 0) {
                return null;
            }
        }
        String text = decode(head, whole, StandardCharsets.UTF_8);
        if (text == null) {
            text = decode(head, whole, KOREAN);
        }
        return text != null && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static @Nullable String decode(byte[] head, boolean whole, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder();
        CharBuffer characters = CharBuffer.allocate(head.length + 1);
        boolean isWrong =
                decoder.decode(ByteBuffer.wrap(head), characters, whole).isError();
        return isWrong ? null : characters.flip().toString();
    }

    static Preview.Text lines(FileEntry file, String text, boolean whole) {
        List<String> lines = text.lines()
                .limit(LINES_MAX)
                .map(line -> cut(line, LINE_CHARACTERS_MAX))
                .toList();
        boolean more = !whole || text.lines().skip(LINES_MAX).findAny().isPresent();
        return new Preview.Text(file.part(), file.path(), lines, more);
    }

    /// @param separator between cells
    static Preview.Table table(FileEntry file, String text, char separator, boolean whole) {
        List<List<String>> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length() && rows.size() <= LINES_MAX) {
            at = readRow(text, at, separator, rows);
        }
        boolean more = !whole || at < text.length();
        if (!whole && at >= text.length() && rows.size() > 1) {
            // The last row is cut in its middle.
            rows.removeLast();
        }
        List<String> columns = rows.isEmpty() ? List.of() : rows.removeFirst();
        return new Preview.Table(file.part(), file.path(), columns, rows, more);
    }

    /// @return where the next row begins
    private static int readRow(String text, int from, char separator, List<List<String>> rows) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int at = from;
        for (; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"' && quoted && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                cell.append('"');
                at++;
            } else if (character == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (character == separator && !quoted) {
                addCell(cells, cell);
            } else if (character == '\n' && !quoted) {
                break;
            } else if (character != '\r' || quoted) {
                cell.append(character);
            }
        }
        addCell(cells, cell);
        rows.add(cells);
        return at + 1;
    }

    private static void addCell(List<String> cells, StringBuilder cell) {
        if (cells.size() < COLUMNS_MAX) {
            cells.add(cut(cell.toString(), CELL_CHARACTERS_MAX));
        }
        cell.setLength(0);
    }

    private static String cut(String text, int charactersMax) {
        return text.length() <= charactersMax ? text : text.substring(0, charactersMax) + "…";
    }
}
