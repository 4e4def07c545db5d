package org.dure.server.models;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of this feature, under the prefix `dure.models`.
///
/// @param evaluationsPerDay how many evaluations of one problem may start within 24 hours. Every evaluation tells a
///                          little of the hidden part: whoever could ask without end would learn its labels
/// @param webhookHttp       whether webhooks may go by plain HTTP, where anybody on the way reads along
/// @param webhookNetworks   private address ranges (`10.1.0.0/16`) in which the receivers of webhooks may lie; without
///                          them webhooks reach public addresses only
@ConfigurationProperties("dure.models")
public record ModelSettings(
        @DefaultValue("200") int evaluationsPerDay,
        @DefaultValue("false") boolean webhookHttp,
        @DefaultValue List<String> webhookNetworks) {}
