/** An app that puts Latchkey in front of itself in code. */
@NullMarked
package dev.latchkey.examples.programmatic;

import org.jspecify.annotations.NullMarked;
