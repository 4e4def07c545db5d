package org.dure.server.people;

/// What an endpoint may ask for. Every endpoint names one with `@Needs`.
public enum Permission {
    /// Anybody who is signed in, about themselves.
    SELF,
    /// The whole installation.
    ADMINISTER,
    PEOPLE_READ,
    PEOPLE_MANAGE,
    DATA_READ,
    DATA_WRITE,
    COMPUTE_READ,
    COMPUTE_RUN,
    PROBLEMS_READ,
    PROBLEMS_WRITE,
    TRACKING_READ,
    TRACKING_WRITE,
    MODELS_READ,
    /// Adds models and versions and changes nothing that is there; the programs of sessions may, for their own run.
    MODELS_REGISTER,
    MODELS_WRITE,
    SERVING_READ,
    SERVING_WRITE,
    /// An agent, about its own attempt.
    AGENT,
    /// `serve`, about the routing table and what it has counted.
    SERVE
}
