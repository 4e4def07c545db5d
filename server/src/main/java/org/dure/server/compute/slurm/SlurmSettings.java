package org.dure.server.compute.slurm;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.jspecify.annotations.Nullable;

/// What a pool of Slurm needs to know; `docs/guide/slurm.md` explains each.
///
/// @param shared      a folder that `server` and all nodes see under this path
/// @param serverUrl   of this platform, as the nodes reach it
/// @param ssh         where the commands are run, such as `dure@login`; null for here
/// @param slurmConf   for `SLURM_CONF`; null where the commands find it by themselves
/// @param java        a JDK on the nodes; null where they have none and get ours
/// @param users       the Slurm user of each account
/// @param defaultUser of every other account and of the platform itself; null where those may not run here
/// @param siteFactor  of every job (`scontrol update … SiteFactor`, for which the commands must be privileged); null
/// for
///                    none
/// @param flags       further options of `sbatch`, by their names without dashes
record SlurmSettings(
        Path shared,
        URI serverUrl,
        @Nullable String ssh,
        @Nullable String slurmConf,
        @Nullable String java,
        Map<String, String> users,
        @Nullable String defaultUser,
        @Nullable Integer siteFactor,
        Map<String, String> flags) {

    /// What an administrator may add to each submission. None of these names a file, a command or another user.
    private static final Set<String> FLAGS = Set.of(
            "account",
            "partition",
            "qos",
            "constraint",
            "reservation",
            "nice",
            "licenses",
            "exclude",
            "wckey",
            "cluster-constraint",
            "gres-flags",
            "exclusive",
            "switches");

    private static final Set<String> NAMES = Set.of(
            "shared_folder",
            "server_url",
            "ssh",
            "slurm_conf",
            "java",
            "users",
            "default_user",
            "site_factor",
            "flags");

    private static final Pattern FLAG_VALUE = Pattern.compile("[A-Za-z0-9_.,:=&|()\\[\\]*+@/-]{0,200}");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,200}");

    static SlurmSettings of(Pool pool) {
        return new Reader(pool.settings()).read();
    }

    /// @throws UserError.Invalid naming every setting that is wrong
    static SlurmSettings check(Map<String, Object> given) {
        return new Reader(given).read();
    }

    /// Takes the settings apart and collects what is wrong with them.
    private static final class Reader {

        private final Map<String, Object> given;
        private final List<UserError.Field> wrong = new ArrayList<>();

        Reader(Map<String, Object> given) {
            this.given = given;
        }

        SlurmSettings read() {
            for (String name : new TreeSet<>(given.keySet())) {
                if (!NAMES.contains(name)) {
                    fault(name, "there is no such setting; there are " + new TreeSet<>(NAMES));
                }
            }
            String shared = path("shared_folder");
            String url = text("server_url");
            if (shared == null) {
                fault("shared_folder", "is missing: a folder that the server and all nodes see under the same path");
            }
            if (url == null || !url.matches("https?://[^/?#]+/?")) {
                fault("server_url", "must be where the nodes reach this platform, such as http://10.0.0.1:8080");
            }
            String ssh = matching("ssh", HOST, "must be a host or user@host");
            String conf = path("slurm_conf");
            String java = path("java");
            Map<String, String> users = map("users");
            users.forEach((account, user) -> {
                if (!USER.matcher(user).matches()) {
                    fault("users." + account, "must be the name of a user of the cluster, not " + user);
                }
            });
            String defaultUser = matching("default_user", USER, "must be the name of a user of the cluster");
            Map<String, String> flags = map("flags");
            flags.forEach((flag, value) -> {
                if (!FLAGS.contains(flag) || !FLAG_VALUE.matcher(value).matches()) {
                    fault("flags." + flag, "may be one of " + new TreeSet<>(FLAGS) + " with a plain value");
                }
            });
            Integer factor = number("site_factor");
            if (shared == null || url == null || !wrong.isEmpty()) {
                throw new UserError.Invalid(wrong);
            }
            return new SlurmSettings(
                    Path.of(shared).normalize(),
                    URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url),
                    ssh,
                    conf,
                    java,
                    users,
                    defaultUser,
                    factor,
                    flags);
        }

        private void fault(String name, String message) {
            wrong.add(new UserError.Field("settings." + name, message));
        }

        private @Nullable String text(String name) {
            Object value = given.get(name);
            if (value == null || (value instanceof String text && text.isEmpty())) {
                return null;
            }
            if (value instanceof String text) {
                return text;
            }
            fault(name, "must be a string");
            return null;
        }

        private @Nullable String path(String name) {
            return matching(
                    name, Pattern.compile("/[A-Za-z0-9_./+-]{1,300}"), "must be an absolute path of plain letters");
        }

        private @Nullable String matching(String name, Pattern form, String message) {
            String text = text(name);
            if (text != null && !form.matcher(text).matches()) {
                fault(name, message + ", not " + text);
                return null;
            }
            return text;
        }

        private @Nullable Integer number(String name) {
            Object value = given.get(name);
            if (value instanceof Integer number) {
                return number;
            }
            if (value != null) {
                fault(name, "must be a whole number");
            }
            return null;
        }

        private Map<String, String> map(String name) {
            Object value = given.get(name);
            Map<String, String> texts = new TreeMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, each) -> texts.put(String.valueOf(key), String.valueOf(each)));
            } else if (value != null) {
                fault(name, "must be an object of strings");
            }
            return Map.copyOf(texts);
        }
    }

    /// As they are stored.
    Map<String, Object> stored(Map<String, Object> given) {
        return new HashMap<>(given);
    }

    /// @return null where the account may not run here
    @Nullable
    String userOf(String account) {
        return users.getOrDefault(account, defaultUser);
    }
}
