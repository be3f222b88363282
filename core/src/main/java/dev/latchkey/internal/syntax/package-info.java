/**
 * Parsers and checks for short texts: addresses, globs, header names, durations. They know nothing of the model.
 */
@NullMarked
package dev.latchkey.internal.syntax;

import org.jspecify.annotations.NullMarked;
