package org.dure.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reading where the control groups are, on nodes of several kinds.
class CgroupMountsTest {

    @TempDir
    Path mount;

    @Test
    void version_1_is_read_controller_by_controller() throws Exception {
        Files.createDirectories(mount.resolve("memory/nested/own"));
        Files.createDirectories(mount.resolve("cpu,cpuacct"));
        CgroupMounts mounts = CgroupMounts.parse(
                List.of(
                        "35 31 0:32 / " + mount + "/memory rw,relatime - cgroup cgroup rw,memory",
                        "36 31 0:33 / " + mount + "/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct",
                        "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw"),
                List.of("4:memory:/nested/own", "2:cpu,cpuacct:/", "0::/"));

        assertThat(mounts.controllers()).containsOnlyKeys("memory", "cpu", "cpuacct");
        assertThat(mounts.controllers().get("memory").own()).isEqualTo(mount.resolve("memory/nested/own"));
        assertThat(mounts.controllers().get("cpuacct").own()).isEqualTo(mount.resolve("cpu,cpuacct"));
        assertThat(mounts.unifiedLimits()).isFalse();
    }

    @Test
    void version_2_is_taken_where_it_has_the_limits() throws Exception {
        Files.createDirectories(mount.resolve("user.slice/app.scope"));
        Files.writeString(mount.resolve("cgroup.controllers"), "cpu io memory pids\n");
        CgroupMounts mounts = CgroupMounts.parse(
                List.of("31 23 0:26 / " + mount + " rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"),
                List.of("0::/user.slice/app.scope"));

        assertThat(mounts.unifiedLimits()).isTrue();
        assertThat(mounts.unified().own()).isEqualTo(mount.resolve("user.slice/app.scope"));
    }

    @Test
    void inside_a_container_the_path_is_cut_at_the_mounts_root() throws Exception {
        Files.createDirectories(mount.resolve("job"));
        CgroupMounts mounts = CgroupMounts.parse(
                List.of("31 23 0:26 /docker/abc " + mount + " rw - cgroup cgroup rw,pids"),
                List.of("8:pids:/docker/abc/job"));

        assertThat(mounts.controllers().get("pids").own()).isEqualTo(mount.resolve("job"));
    }
}
