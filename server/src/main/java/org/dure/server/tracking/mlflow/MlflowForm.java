package org.dure.server.tracking.mlflow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RestController;

/// A resource that MLflow's clients call beside the prefixes of `MlflowWire`: its errors have MLflow's form.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
public @interface MlflowForm {}
