package org.dure.server.compute;

import java.util.UUID;
import org.dure.server.people.Caller;

/// Gives sessions something to read. Higher features implement it; every bean of this type is asked by its kind.
public interface MountSource {

    /// Such as `dataset`; each kind has one source.
    String kind();

    /// Finds or makes the folder. Called at submit, so that errors reach the caller at once, and again at the start of
    /// each attempt: then `caller` is the session, or the platform where the platform has submitted it.
    ///
    /// @throws org.dure.server.base.UserError where the caller may not read it, or it is not there
    Mounted resolve(Caller caller, UUID projectId, MountRequest request);
}
