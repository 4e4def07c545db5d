package org.dure.server.tracking.mlflow;

import java.util.function.BiFunction;
import org.dure.server.people.Caller;

/// A question that the GraphQL door passes on: it is asked and answered as at a path of this wire.
///
/// @param name   such as `mlflowGetRun`
/// @param answer gives what that path would answer with, checking itself what the caller may see
public record GraphRoot(String name, BiFunction<Caller, Fields, Object> answer) {}
