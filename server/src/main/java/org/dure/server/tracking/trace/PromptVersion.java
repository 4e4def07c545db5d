package org.dure.server.tracking.trace;

/// A version of a prompt that a trace was made with, whether or not it stands in the registry.
public record PromptVersion(String name, long version) {}
