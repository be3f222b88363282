/** The store that forgets everything when the process ends: for tests, and for set-ups with one token in settings. */
@NullMarked
package dev.latchkey.store.memory;

import org.jspecify.annotations.NullMarked;
