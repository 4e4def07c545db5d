package org.dure.server.models;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of this feature, under the prefix `dure.models`.
///
/// @param evaluationsPerDay how many evaluations of one problem may start within 24 hours. Every evaluation tells a
///                          little of the hidden part: whoever could ask without end would learn its labels
@ConfigurationProperties("dure.models")
public record ModelSettings(@DefaultValue("200") int evaluationsPerDay) {}
