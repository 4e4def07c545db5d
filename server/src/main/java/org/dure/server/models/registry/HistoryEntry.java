package org.dure.server.models.registry;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// One thing that happened to a model.
///
/// @param version the version that it happened to; null for the whole model
/// @param subject the alias or the tag
/// @param before  what it was: a version's number, a stage, a value, or the champion until then
/// @param after   what it became; null where something was taken away
/// @param comment why, in the words of who did it
/// @param reason  why the platform decided so over the champion
public record HistoryEntry(
        UUID id,
        Instant at,
        String actor,
        Kind kind,
        @Nullable Integer version,
        @Nullable String subject,
        @Nullable String before,
        @Nullable String after,
        String comment,
        @Nullable Reason reason) {

    public enum Kind {
        MODEL_MADE,
        MODEL_RENAMED,
        MODEL_DELETED,
        DESCRIPTION_SET,
        TAG_SET,
        TAG_DELETED,
        ALIAS_SET,
        ALIAS_DELETED,
        STAGE_SET,
        VERSION_REGISTERED,
        VERSION_DELETED,
        /// It has taken the place of the champion.
        CHAMPION_REPLACED,
        /// It was compared with the champion, which stays.
        CHAMPION_KEPT
    }
}
