/** Shared parts of the stores that come with Latchkey. */
@NullMarked
package dev.latchkey.internal.store;

import org.jspecify.annotations.NullMarked;
