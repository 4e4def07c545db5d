/// Trains convolutional classifiers of pictures and leaves them as model packages.
///
/// `Train` is a program like anybody's: it reads its data below `/data`, prints its curve, keeps checkpoints and
/// writes `model/` into its output. Read on from there, one package a subject, each using only those before it:
/// `reason`, `image` (what it learns from), `network` (what learns), `model` (what it leaves), `training` (how).
/// Nothing here knows the platform.
@NullMarked
package org.dure.learn;

import org.jspecify.annotations.NullMarked;
