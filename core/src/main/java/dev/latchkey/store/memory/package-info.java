/** A store in memory, for tests, and for apps with one service token in their settings. */
@NullMarked
package dev.latchkey.store.memory;

import org.jspecify.annotations.NullMarked;
