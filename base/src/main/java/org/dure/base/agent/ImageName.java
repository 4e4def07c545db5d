package org.dure.base.agent;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the image of a session is named: as podman and Docker do, with a registry or without, by tag or by digest.
public final class ImageName {

    private static final int CHARS_MAX = 300;

    private static final Pattern NAME = Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/)?"
            + "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");

    /// An image's id, or the beginning of one, names what another project may have built.
    private static final Pattern ID = Pattern.compile("[0-9a-f]{3,64}");

    private ImageName() {}

    /// @return what is wrong with the name, in words; null where all is well
    public static @Nullable String fault(String name) {
        if (name.length() > CHARS_MAX || !NAME.matcher(name).matches()) {
            return "is written as registry.example.org/group/name:tag or name@sha256:…, not " + name;
        }
        return ID.matcher(name).matches() ? "must be a name, not the id of an image: " + name : null;
    }
}
