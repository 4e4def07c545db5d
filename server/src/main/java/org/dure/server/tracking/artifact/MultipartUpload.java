package org.dure.server.tracking.artifact;

import org.dure.base.Sha256;

/// A file of a run, logged model or trace that is sent in parts.
///
/// @param id     32 hexadecimal digits
/// @param secret the hash of what lets a part be sent without a sign-in
/// @param parts  how many there are to be; they are counted from 1
record MultipartUpload(String id, String ownerId, String path, Sha256 secret, int parts, boolean completed) {}
