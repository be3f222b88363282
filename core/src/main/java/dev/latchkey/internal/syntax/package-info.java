/** Parsers and checks for short texts, such as globs, header names and durations. They do not depend on the model. */
@NullMarked
package dev.latchkey.internal.syntax;

import org.jspecify.annotations.NullMarked;
