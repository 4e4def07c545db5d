package org.dure.server.compute.pool;

/// An administrator has put or removed a pool. Published within that transaction.
public record PoolChanged(String name) {}
