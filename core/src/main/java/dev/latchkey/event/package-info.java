/**
 * What happened, for those who watch: one event for each decision, and the fixed words in which it is told.
 */
@NullMarked
package dev.latchkey.event;

import org.jspecify.annotations.NullMarked;
