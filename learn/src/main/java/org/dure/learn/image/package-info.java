/// What is learned from: pictures in folders of their classes, split into parts for learning and watching, and batched.
@NullMarked
package org.dure.learn.image;

import org.jspecify.annotations.NullMarked;
