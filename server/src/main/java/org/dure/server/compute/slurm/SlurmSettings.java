package org.dure.server.compute.slurm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.compute.Pool;
import org.dure.server.compute.engine.SharedFolder;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.pool.SettingsReader;
import org.jspecify.annotations.Nullable;

/// What a pool of Slurm needs to know; `docs/guide/slurm.md` explains each.
///
/// @param shared      a folder that `server` and all nodes see under this path
/// @param serverUrl   of this platform, as the nodes reach it
/// @param ssh         where the commands are run, such as `dure@login`; null for here
/// @param slurmConf   for `SLURM_CONF`; null where the commands find it by themselves
/// @param rest        by which Slurm is driven in place of the commands; null where it is by those
/// @param java        a JDK on the nodes; null where they have none and get ours
/// @param users       the Slurm user of each account
/// @param defaultUser of every other account and of the platform itself; null where those may not run here
/// @param siteFactor  of every job (`scontrol update … SiteFactor`, for which the commands must be privileged); null
///                    for none
/// @param flags       further options of `sbatch`, by their names without dashes
/// @param gangNetwork how the programs of a session on several nodes reach one another: `host`, over the
///                    network of their nodes; null where there are no such sessions
record SlurmSettings(
        Path shared,
        URI serverUrl,
        @Nullable String ssh,
        @Nullable String slurmConf,
        @Nullable Rest rest,
        @Nullable String java,
        Map<String, String> users,
        @Nullable String defaultUser,
        @Nullable Integer siteFactor,
        Map<String, String> flags,
        @Nullable String gangNetwork) {

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
            "rest_url",
            "rest_token_file",
            "rest_user",
            "java",
            "users",
            "default_user",
            "site_factor",
            "flags",
            "gang_network");

    /// What is for the commands alone.
    private static final List<String> OF_COMMANDS = List.of("ssh", "slurm_conf", "site_factor");

    /// What is for slurmrestd alone, beside its address.
    private static final List<String> OF_REST = List.of("rest_token_file", "rest_user");

    private static final Pattern FLAG_VALUE = Pattern.compile("[A-Za-z0-9_.,:=&|()\\[\\]*+@/-]{0,200}");
    private static final Pattern NICE = Pattern.compile("(-?[0-9]{1,9})?");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");
    private static final Pattern GANG_NETWORK = Pattern.compile("host");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,200}");

    static SlurmSettings of(Pool pool) {
        return read(pool.settings());
    }

    /// @throws UserError.Invalid naming every setting that is wrong
    static SlurmSettings read(Map<String, Object> given) {
        SettingsReader reader = new SettingsReader(given, NAMES);
        String shared = reader.required("shared_folder", reader.path("shared_folder"));
        URI url = reader.url("server_url", "http://10.0.0.1:8080");
        String ssh = reader.matching("ssh", HOST, PoolReason.SETTING_NO_HOST);
        String conf = reader.path("slurm_conf");
        Rest rest = rest(reader);
        String java = reader.path("java");
        Map<String, String> users = reader.map("users");
        users.forEach((account, user) -> {
            if (!USER.matcher(user).matches()) {
                reader.fault("users." + account, PoolReason.SETTING_NO_USER, Map.of("value", user));
            }
        });
        String defaultUser = reader.matching("default_user", USER, PoolReason.SETTING_NO_USER);
        Map<String, String> flags = flags(reader, rest == null ? FLAGS : RestSubmission.FLAG_NAMES);
        Integer factor = reader.number("site_factor");
        String gangNetwork = reader.matching("gang_network", GANG_NETWORK, PoolReason.SETTING_NO_GANG_NETWORK);
        reader.finish();
        return new SlurmSettings(
                Path.of(shared).normalize(),
                url,
                ssh,
                conf,
                rest,
                java,
                users,
                defaultUser,
                factor,
                flags,
                gangNetwork);
    }

    private static @Nullable Rest rest(SettingsReader reader) {
        boolean named = reader.text("rest_url") != null;
        String tokenFile = reader.path("rest_token_file");
        String user = reader.matching("rest_user", USER, PoolReason.SETTING_NO_USER);
        (named ? OF_COMMANDS : OF_REST)
                .stream()
                        .filter(reader::has)
                        .forEach(name -> reader.fault(
                                name, named ? PoolReason.SETTING_NOT_BY_REST : PoolReason.SETTING_WITHOUT_REST));
        return named
                ? new Rest(
                        reader.url("rest_url", "http://127.0.0.1:6820"),
                        Path.of(reader.required("rest_token_file", tokenFile)),
                        reader.required("rest_user", user))
                : null;
    }

    /// @param names that an option may have
    private static Map<String, String> flags(SettingsReader reader, Set<String> names) {
        Map<String, String> flags = reader.map("flags");
        flags.forEach((flag, value) -> {
            if (!names.contains(flag)
                    || !FLAG_VALUE.matcher(value).matches()
                    || (flag.equals("nice") && !NICE.matcher(value).matches())) {
                reader.fault("flags." + flag, PoolReason.SETTING_NO_FLAG, Map.of("names", SettingsReader.words(names)));
            } else if (flag.equals("exclude") && HostList.read(value).isEmpty()) {
                reader.fault(
                        "flags." + flag,
                        PoolReason.SETTING_NO_HOST_LIST,
                        Map.of("example", "gpu[01-04,7],login", "value", value));
            }
        });
        return flags;
    }

    SlurmDriver driver(Clock clock) {
        return rest == null
                ? new CommandDriver(new SlurmCommands(this)::run, NodeChoice.of(flags))
                : new RestDriver(new SlurmRest(rest, clock), rest.user(), NodeChoice.of(flags));
    }

    SharedFolder folder() {
        return new SharedFolder(shared);
    }

    /// @return null where the account may not run here
    @Nullable
    String userOf(String account) {
        return users.getOrDefault(account, defaultUser);
    }

    /// A slurmrestd.
    ///
    /// @param url       of it, or of the proxy before it
    /// @param tokenFile a file of `server` with the token, read anew at each request
    /// @param user      the token's own
    record Rest(URI url, Path tokenFile, String user) {}
}
