package org.dure.server.compute.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dure.server.base.UserError;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The platform's own programs, by name.
@Component
public class Recipes {

    private final RecipeFolders folders;

    Recipes(RecipeFolders folders) {
        this.folders = folders;
    }

    /// @param folder       of its jars, below `/opt/dure` in the sandbox
    /// @param platformOnly whether nobody else may run it
    private enum Known {
        IMAGE_CLASSIFIER("image-classifier", "learn", "org.dure.learn.Train", false),
        EVALUATE("evaluate", "serve", "org.dure.serve.Evaluate", true);

        private final String recipe;
        private final String folder;
        private final String mainClass;
        private final boolean platformOnly;

        Known(String recipe, String folder, String mainClass, boolean platformOnly) {
            this.recipe = recipe;
            this.folder = folder;
            this.mainClass = mainClass;
            this.platformOnly = platformOnly;
        }
    }

    /// @throws UserError.Invalid where there is no such recipe for the caller
    public void check(Caller caller, Program.Recipe recipe, Session.Kind kind) {
        Optional<Workplace> workplace = Workplace.of(recipe.name());
        if (workplace.isPresent() && kind != Session.Kind.INTERACTIVE) {
            throw new UserError.Invalid("kind", "must be INTERACTIVE for the recipe " + recipe.name());
        }
        if (workplace.isPresent()) {
            if (!recipe.arguments().isEmpty()) {
                throw new UserError.Invalid(
                        "program.arguments",
                        "must be empty: " + recipe.name() + " takes none, only the files of a folder that is there");
            }
            return;
        }
        if (recipe.programId() != null) {
            throw new UserError.Invalid(
                    "program.program_id",
                    "is for workplaces, the recipes terminal and jupyter, or for a program of your own with command");
        }
        if (known(recipe.name()).platformOnly && caller.kind() != Caller.Kind.PLATFORM) {
            throw new UserError.Invalid(
                    "program.recipe", recipe.name() + " is for the platform alone; there is image-classifier");
        }
    }

    /// What the sandbox is to run. A JVM in there cannot see its limit, so it is told: half for its heap, half for the
    /// native libraries.
    ///
    /// @throws UserError.Conflict where its module was not built
    public List<String> command(Program.Recipe recipe, Session.Needs needs) throws IOException {
        Optional<Workplace> workplace = Workplace.of(recipe.name());
        if (workplace.isPresent()) {
            return workplace.get().command();
        }
        Known known = known(recipe.name());
        if (!folders.has(known.folder)) {
            throw new UserError.Conflict("The recipe " + recipe.name() + " is not built on this machine: the module "
                    + known.folder + " has no jar in its target folder.");
        }
        List<String> command = new ArrayList<>(List.of(
                "/opt/jdk/bin/java",
                "-Xmx" + (needs.memoryBytes() >> 21) + "m",
                "-XX:ActiveProcessorCount=" + (int) Math.max(1, Math.ceil(needs.cpus())),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                "/opt/dure/" + known.folder + "/*",
                known.mainClass));
        command.addAll(recipe.arguments());
        return command;
    }

    /// The Python packages that the recipe needs, as in `requirements.txt`; null for none.
    ///
    /// @param further of the files that it begins with; null for none
    public @Nullable String requirements(Program.Recipe recipe, @Nullable String further) {
        String own = Workplace.of(recipe.name()).map(Workplace::requirements).orElse("");
        String all = own + (further == null ? "" : further);
        return all.isEmpty() ? null : all;
    }

    private static Known known(String name) {
        for (Known known : Known.values()) {
            if (known.recipe.equals(name)) {
                return known;
            }
        }
        throw new UserError.Invalid(
                "program.recipe", "there is no recipe " + name + "; there are image-classifier, terminal and jupyter");
    }
}
