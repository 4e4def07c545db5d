package org.dure.cli.loop;

/// What people do with the platform while its programs are killed. What was acknowledged to them is written to a
/// ledger;
/// afterwards it must be there.
interface Work {

    /// One piece of work. Called again and again until the killing is over.
    void step() throws Exception;

    /// @throws AssertionError where something acknowledged is not there, or is there twice
    void verify() throws Exception;

    /// What was acknowledged, in figures.
    String figures();
}
