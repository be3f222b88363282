/** Parsers and checks for short texts: globs, header names, durations. They do not depend on the model. */
@NullMarked
package dev.latchkey.internal.syntax;

import org.jspecify.annotations.NullMarked;
