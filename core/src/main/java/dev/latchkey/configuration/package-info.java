/**
 * What every reader of settings shares: faults that name member and value, and Go-style durations.
 */
@NullMarked
package dev.latchkey.configuration;

import org.jspecify.annotations.NullMarked;
