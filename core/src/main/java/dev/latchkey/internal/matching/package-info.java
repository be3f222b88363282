/** Finds the application that covers a URL (request contract, section 6). */
@NullMarked
package dev.latchkey.internal.matching;

import org.jspecify.annotations.NullMarked;
