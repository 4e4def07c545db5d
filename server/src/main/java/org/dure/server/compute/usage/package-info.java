/// Who used how much, and what it cost: always derived from leases, never counted. Other features use `UsageService`.
@NullMarked
package org.dure.server.compute.usage;

import org.jspecify.annotations.NullMarked;
