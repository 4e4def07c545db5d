package org.dure.server.compute.pool;

/// An administrator has put a pool. Published within that transaction.
public record PoolChanged(String name) {}
