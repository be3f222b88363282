/** Service tokens in memory, found by their keys. Not exported. */
@NullMarked
package dev.latchkey.internal.tokens;

import org.jspecify.annotations.NullMarked;
