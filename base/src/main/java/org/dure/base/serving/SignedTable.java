package org.dure.base.serving;

/// A routing table as it travels and as it lies on disk: its JSON text, and the HMAC-SHA256 of that text under the
/// secret that `server` and `serve` share.
public record SignedTable(String table, String signature) {}
