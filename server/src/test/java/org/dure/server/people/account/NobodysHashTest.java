package org.dure.server.people.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.dure.server.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;

@ServerTest
class NobodysHashTest {

    @Autowired
    PasswordEncoder passwords;

    @Test
    void a_name_that_nobody_has_costs_as_much_to_try_as_any_other() {
        String somebodys = String.valueOf(passwords.encode("a password"));
        assertThat(shape(SignInService.NOBODYS_HASH)).isEqualTo(shape(somebodys));
        assertThat(passwords.matches("a password", SignInService.NOBODYS_HASH)).isFalse();
    }

    /// The parameters, and the lengths of salt and hash.
    private static String shape(String encoded) {
        String[] parts = encoded.split("\\$");
        return String.join("$", parts[1], parts[2], parts[3]) + " " + parts[4].length() + " " + parts[5].length();
    }
}
