package org.dure.agent.sandbox;

import java.util.List;
import org.dure.agent.reason.RefusedException;

/// The system calls that the sandbox answers with "operation not permitted", by their numbers in Linux's tables.
///
/// They open ways to the kernel that programs in a sandbox have no use for: mounting, namespaces, looking into other
/// processes, kernel modules and keys, clocks, and the interfaces with the longest record of kernel faults.
enum Syscalls {
    X86_64(
            0xC000_003E,
            56,
            435,
            41,
            16,
            List.of(
                    165, 166, 155, 161, // mount umount2 pivot_root chroot
                    428, 429, 430, 431, 432, 433,
                    442, // open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
                    272, 308, // unshare setns
                    101, 310, 311, 312, 438, // ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd
                    167, 168, 169, 170, 171, // swapon swapoff reboot sethostname setdomainname
                    175, 313, 176, 246, 320, // init_module finit_module delete_module kexec_load kexec_file_load
                    321, 298, 323, 425, 426, 427, // bpf perf_event_open userfaultfd io_uring_setup _enter _register
                    248, 249, 250, // add_key request_key keyctl
                    303, 304, 300, // name_to_handle_at open_by_handle_at fanotify_init
                    163, 179, 443, 103, 153, 212, // acct quotactl quotactl_fd syslog vhangup lookup_dcookie
                    159, 164, 227, 305, // adjtimex settimeofday clock_settime clock_adjtime
                    172, 173, 154, 134, 136, 139, 180), // iopl ioperm modify_ldt uselib ustat sysfs nfsservctl
            List.of(
                    92, 93, 94, 260, // chown fchown lchown fchownat
                    105, 106, 113, 114, 116, 117,
                    119)), // setuid setgid setreuid setregid setgroups setresuid setresgid
    AARCH64(
            0xC000_00B7,
            220,
            435,
            198,
            29,
            List.of(
                    40, 39, 41, 51, 428, 429, 430, 431, 432, 433, 442, 97, 268, 117, 270, 271, 272, 438, 224, 225, 142,
                    161, 162, 105, 273, 106, 104, 294, 280, 241, 282, 425, 426, 427, 217, 218, 219, 264, 265, 262, 89,
                    60, 443, 116, 58, 18, 171, 170, 112, 266, 42),
            List.of(55, 54, 146, 144, 145, 143, 159, 147, 149));

    /// How the kernel names the architecture (`AUDIT_ARCH_…` in linux/audit.h).
    final int audit;

    final int clone;
    final int clone3;
    final int socket;
    final int ioctl;
    final List<Integer> denied;

    /// Answered with success and not made, where an image is built: installers of packages give files and themselves to
    /// other users, of which the sandbox has none. (Nix and Charliecloud do the same.)
    final List<Integer> pretended;

    Syscalls(int audit, int clone, int clone3, int socket, int ioctl, List<Integer> denied, List<Integer> pretended) {
        this.audit = audit;
        this.clone = clone;
        this.clone3 = clone3;
        this.socket = socket;
        this.ioctl = ioctl;
        this.denied = denied;
        this.pretended = pretended;
    }

    /// @throws RefusedException on a processor for which there is no table
    static Syscalls ofThisNode() throws RefusedException {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            case String other ->
                throw new RefusedException("the sandbox has no system call filter for processors of type " + other);
        };
    }
}
