/// Trains convolutional classifiers of pictures and leaves them as model packages.
///
/// `Train` is a program like anybody's: it reads its data below `/data`, prints its curve, keeps checkpoints and
/// writes `model/` into its output. Read on from there: `ImageFolder` (what it learns from), `Architecture` and
/// `Network` (what learns), `Training` (how), `OnnxGraph` and `ModelFolder` (what it leaves). Nothing here knows
/// the platform.
@NullMarked
package org.dure.learn;

import org.jspecify.annotations.NullMarked;
