/**
 * Delivers events to a listener that may fail.
 */
@NullMarked
package dev.latchkey.internal.event;

import org.jspecify.annotations.NullMarked;
