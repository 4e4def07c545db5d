package org.dure.server.compute.program;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The platform's own programs for interactive sessions. What people leave in their home, `/checkpoint/home`, is a
/// checkpoint: saved every five minutes and at the end, and there again after an interruption. It begins with a copy of
/// the uploaded files, where there are any.
enum Workplace {
    /// Nothing but the place: people open terminals in it.
    TERMINAL("terminal", "", "sleep 2147483647"),
    /// JupyterLab at port 8888. Who may reach that port is decided by the platform, so it asks for no password itself.
    /// It looks for its pages, kernels and settings where Python lies, and is told that they lie with the packages.
    JUPYTER("jupyter", "jupyterlab>=4,<5\n", """
            packages=/opt/env/packages
            export JUPYTERLAB_DIR=$packages/share/jupyter/lab JUPYTER_PATH=$packages/share/jupyter
            export JUPYTER_CONFIG_PATH=$packages/etc/jupyter
            python3 -m jupyterlab --no-browser --ServerApp.ip=127.0.0.1 --ServerApp.port=8888 \\
                --ServerApp.port_retries=0 --IdentityProvider.token= --ServerApp.allow_remote_access=True \\
                --ServerApp.root_dir=/checkpoint/home""");

    /// `wait` is interrupted by the signal, so that it is answered at once.
    private static final String AROUND = """
            if [ ! -d /checkpoint/home ]; then
                mkdir -p /checkpoint/begun
                if [ -d /program ]; then cp -Rf /program/. /checkpoint/begun && chmod -R u+w /checkpoint/begun; fi
                mv /checkpoint/begun /checkpoint/home
            fi
            cd /checkpoint/home && export HOME=/checkpoint/home
            %s &
            place=$!
            save() { touch /checkpoint/.ready; }
            trap 'kill "$place" 2>/dev/null; save; exit 0' TERM
            ( while sleep 300; do save; done ) &
            wait "$place"
            """;

    private final String recipe;
    private final String requirements;
    private final String command;

    Workplace(String recipe, String requirements, String command) {
        this.recipe = recipe;
        this.requirements = requirements;
        this.command = command;
    }

    static Optional<Workplace> of(String recipe) {
        return Arrays.stream(values())
                .filter(each -> each.recipe.equals(recipe))
                .findFirst();
    }

    /// As in `requirements.txt`; empty for none.
    String requirements() {
        return requirements;
    }

    List<String> command() {
        return List.of("/bin/sh", "-c", AROUND.formatted(command));
    }
}
