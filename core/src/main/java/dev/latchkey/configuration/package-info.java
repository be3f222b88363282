/** Faults of a configuration. */
@NullMarked
package dev.latchkey.configuration;

import org.jspecify.annotations.NullMarked;
