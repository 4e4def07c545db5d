package org.dure.server.models;

import java.util.List;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.jspecify.annotations.Nullable;

/// What a version holds: a checked model package, or files that are none.
///
/// @param signature null where the files are no model package
/// @param noPackage why they are none
public record VersionContents(
        @Nullable Signature signature, @Nullable Reason noPackage, List<PackageFile> files) {

    public static VersionContents of(ModelPackage modelPackage) {
        return new VersionContents(modelPackage.signature(), null, modelPackage.files());
    }

    public static VersionContents without(Reason why, List<PackageFile> files) {
        return new VersionContents(null, why, files);
    }
}
