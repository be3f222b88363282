/** Metrics in a Micrometer registry. */
@NullMarked
package dev.latchkey.micrometer;

import org.jspecify.annotations.NullMarked;
