package org.dure.server.models;

import java.util.List;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;

/// A checked model package whose files are in the object store; paths are relative to the package.
record ModelPackage(Signature signature, List<PackageFile> files) {}
