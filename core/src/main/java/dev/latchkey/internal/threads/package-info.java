/** Daemon threads that end when their owner is closed. */
@NullMarked
package dev.latchkey.internal.threads;

import org.jspecify.annotations.NullMarked;
