package org.dure.cli.supervise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// Part of the build: works out `server`'s beans (Spring's ahead-of-time processing), so that a start neither searches
/// the class path nor weighs the conditions of every configuration: two fifths of the start's work.
///
/// Made here and not by Maven, because only what runs needs it and tests do not.
///
/// @param work an empty folder to work in
record ServerBeans(Programs programs, Path work) {

    private static final String PROCESSOR = "org.springframework.boot.SpringApplicationAotProcessor";

    /// Short lives: what is compiled more thoroughly does not pay.
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

    /// @throws IOException with a reason in one line, where they cannot be made; there is no file then
    void make() throws IOException, InterruptedException {
        Files.deleteIfExists(programs.serverBeans());
        Path sources = work.resolve("sources");
        Path classes = work.resolve("classes");
        process(sources, classes);
        compile(sources, classes);
        Path unfinished = programs.serverBeans().resolveSibling("server-beans.unfinished");
        pack(classes, unfinished);
        Files.move(unfinished, programs.serverBeans(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void process(Path sources, Path classes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-cp",
                programs.serverClassPath(),
                PROCESSOR,
                Programs.SERVER_MAIN,
                sources.toString(),
                classes.toString(),
                classes.toString(),
                "org.dure",
                "server"));
        run(command);
    }

    private void compile(Path sources, Path classes) throws IOException, InterruptedException {
        Path list = work.resolve("sources.txt");
        try (Stream<Path> files = Files.walk(sources)) {
            Files.write(
                    list,
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(Path::toString)
                            .toList());
        }
        List<String> command = new ArrayList<>(List.of(java("javac")));
        FLAGS.forEach(flag -> command.add("-J" + flag));
        command.addAll(List.of(
                "-proc:none",
                "-nowarn",
                "-XDignore.symbol.file",
                "-g:none",
                "-cp",
                classes + ":" + programs.serverClassPath(),
                "-d",
                classes.toString(),
                "@" + list));
        run(command);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            Path forNativeImages = classes.resolve("META-INF/native-image");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (file.startsWith(forNativeImages)) {
                    continue;
                }
                packed.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path log = work.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(StartFailure.reason(log, 0));
        }
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
