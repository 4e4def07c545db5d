package org.dure.server.models;

import java.util.List;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;

/// A model package that has been read and checked, and whose files are in the object store; paths are relative to the
/// package.
public record ModelPackage(Signature signature, List<PackageFile> files) {}
