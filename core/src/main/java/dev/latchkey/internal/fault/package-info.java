/**
 * Collects configuration faults, so that all of them are reported at once.
 */
@NullMarked
package dev.latchkey.internal.fault;

import org.jspecify.annotations.NullMarked;
