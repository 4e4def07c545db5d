/// Who gets the next slot: fair queues between those who share the slots, then the search within a problem. Pure
/// computation without Spring or database, so that `bench/scheduler` simulates the very classes that the server decides
/// with (`compute.decision`). Its packages, each using only those before it: `gaussian`
/// `curve` `search`, and this one.
@NullMarked
package org.dure.server.compute.scheduler;

import org.jspecify.annotations.NullMarked;
