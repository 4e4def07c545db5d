package org.dure.server.base;

import org.dure.base.Reason;

/// The mistakes that people make most; the words of all others are English alone.
public enum ErrorReason implements Reason.Code {
    ABSENT("There is no {noun} {id}, or you may not see it."),
    NAME_TAKEN("The {noun} {name} exists already."),
    FIELD_MISSING("is missing"),
    SIGN_IN_FIRST("Sign in first, or send a valid token: Authorization: Bearer <token>."),
    SIGN_IN_WRONG("Name and password do not belong together."),
    SIGN_IN_TOO_OFTEN("Too many tries to sign in; wait {seconds} seconds."),
    PERMISSION_LACKING("This needs a permission that you do not hold: {permission}."),
    DATABASE_SLOW("The database took too long over this; try again, or ask for less at once.");

    private final String english;

    ErrorReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
