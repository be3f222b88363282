/**
 * Threads that end when their owner is closed. Not exported.
 */
@NullMarked
package dev.latchkey.threads;

import org.jspecify.annotations.NullMarked;
