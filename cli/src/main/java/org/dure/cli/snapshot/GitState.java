package org.dure.cli.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where in its history a folder stands.
///
/// @param commit null before the first one
/// @param branch null where none is checked out
/// @param remote of `origin`, without a password or token in it; null where there is none
/// @param dirty  whether the folder holds anything else than its commit
/// @param diff   from the commit to the folder's tracked files; cut at 1 MiB
public record GitState(
        @Nullable String commit,
        @Nullable String branch,
        @Nullable String remote,
        boolean dirty,
        boolean diffCut,
        byte[] diff) {

    private static final int DIFF_BYTES_MOST = 1 << 20;

    /// What stands in the snapshot as `.dure/git.json`.
    record Kept(
            @Nullable String commit,
            @Nullable String branch,
            @Nullable String remote,
            boolean dirty,
            boolean diffCut) {}

    /// Empty where the folder is in no repository, or git is not there.
    static Optional<GitState> of(Path folder) throws IOException {
        Git git = new Git(folder);
        if (git.line("rev-parse", "--show-toplevel").isEmpty()) {
            return Optional.empty();
        }
        Optional<String> commit = git.line("rev-parse", "--verify", "-q", "HEAD");
        byte[] diff = commit.isEmpty()
                ? new byte[0]
                : git.bytes(DIFF_BYTES_MOST, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--", ".")
                        .orElse(new byte[0]);
        return Optional.of(new GitState(
                commit.orElse(null),
                git.line("symbolic-ref", "--short", "-q", "HEAD").orElse(null),
                git.line("remote", "get-url", "origin")
                        .map(GitState::withoutPassword)
                        .orElse(null),
                git.line("status", "--porcelain", "--", ".").isPresent(),
                diff.length == DIFF_BYTES_MOST,
                diff));
    }

    Kept kept() {
        return new Kept(commit, branch, remote, dirty, diffCut);
    }

    /// Such as "1a2b3c4d (main, with changes)".
    public String words() {
        String where = branch == null ? "no branch" : branch;
        String at = commit == null ? "no commit yet" : commit.substring(0, Math.min(8, commit.length()));
        return at + " (" + where + (dirty ? ", with changes)" : ")");
    }

    static String withoutPassword(String url) {
        return url.replaceFirst("^([a-z+]+://)[^/@]*@", "$1");
    }
}
