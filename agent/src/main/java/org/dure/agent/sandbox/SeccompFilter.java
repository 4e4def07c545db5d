package org.dure.agent.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Builds the sandbox's system call filter as a classic BPF program (linux/filter.h, linux/seccomp.h), in the form that
/// bubblewrap reads: 8 bytes an instruction, in the machine's byte order.
final class SeccompFilter {

    private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int JUMP_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private static final int JUMP_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int ALLOW = 0x7FFF_0000;
    private static final int FAIL = 0x0005_0000;
    /// The call is not made, and told to have succeeded.
    private static final int PRETEND = FAIL;

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EAFNOSUPPORT = 97;

    // Offsets in struct seccomp_data; of 64-bit arguments the lower half, on little-endian machines.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;

    /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME.
    private static final int CLONE_NAMESPACES = 0x7E02_0080;

    /// Calls of the x32 ABI carry this bit: they would slip through a table of x86-64 numbers.
    private static final int X32_BIT = 0x4000_0000;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;

    /// AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. The others, AF_VSOCK among them, leave the network namespace.
    private static final int[] FAMILIES = {1, 2, 10, 16};

    private final ByteBuffer program = ByteBuffer.allocate(8 * 512).order(ByteOrder.nativeOrder());

    private SeccompFilter() {}

    /// @param building whether the program makes an image, for which the calls that need a root of more than one user
    ///                 seem to succeed
    static byte[] forCalls(Syscalls calls, boolean building) {
        SeccompFilter filter = new SeccompFilter();
        filter.architecture(calls);
        if (building) {
            for (int number : calls.pretended) {
                filter.instruction(JUMP_EQUAL, 0, 1, number);
                filter.instruction(RETURN, 0, 0, PRETEND);
            }
        }
        for (int number : calls.denied) {
            filter.failIf(JUMP_EQUAL, number, EPERM);
        }
        // Its flags lie in memory where a filter cannot look; without it libraries fall back to clone.
        filter.failIf(JUMP_EQUAL, calls.clone3, ENOSYS);
        filter.argument(calls.clone, FIRST_ARGUMENT, 3);
        filter.failIf(JUMP_ANY_BIT, CLONE_NAMESPACES, EPERM);
        filter.instruction(LOAD, 0, 0, NUMBER);
        filter.argument(calls.ioctl, SECOND_ARGUMENT, 5);
        filter.failIf(JUMP_EQUAL, TIOCSTI, EPERM);
        filter.failIf(JUMP_EQUAL, TIOCLINUX, EPERM);
        filter.instruction(LOAD, 0, 0, NUMBER);
        filter.sockets(calls);
        filter.instruction(RETURN, 0, 0, ALLOW);
        byte[] bytes = new byte[filter.program.position()];
        filter.program.get(0, bytes);
        return bytes;
    }

    private void architecture(Syscalls calls) {
        instruction(LOAD, 0, 0, ARCHITECTURE);
        instruction(JUMP_EQUAL, 1, 0, calls.audit);
        instruction(RETURN, 0, 0, KILL_PROCESS);
        instruction(LOAD, 0, 0, NUMBER);
        if (calls == Syscalls.X86_64) {
            failIf(JUMP_AT_LEAST, X32_BIT, ENOSYS);
        }
    }

    /// Loads an argument where the call is `number`; otherwise skips it and the `body` instructions that judge it.
    private void argument(int number, int offset, int body) {
        instruction(JUMP_EQUAL, 0, body, number);
        instruction(LOAD, 0, 0, offset);
    }

    private void sockets(Syscalls calls) {
        instruction(JUMP_EQUAL, 0, FAMILIES.length + 2, calls.socket);
        instruction(LOAD, 0, 0, FIRST_ARGUMENT);
        for (int i = 0; i < FAMILIES.length; i++) {
            instruction(JUMP_EQUAL, FAMILIES.length - i, 0, FAMILIES[i]);
        }
        instruction(RETURN, 0, 0, FAIL | EAFNOSUPPORT);
    }

    private void failIf(int test, int value, int error) {
        instruction(test, 0, 1, value);
        instruction(RETURN, 0, 0, FAIL | error);
    }

    private void instruction(int code, int jumpTrue, int jumpFalse, int value) {
        program.putShort((short) code)
                .put((byte) jumpTrue)
                .put((byte) jumpFalse)
                .putInt(value);
    }
}
