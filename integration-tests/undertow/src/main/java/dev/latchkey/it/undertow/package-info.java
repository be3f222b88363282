/** The app in Undertow. */
@NullMarked
package dev.latchkey.it.undertow;

import org.jspecify.annotations.NullMarked;
