/** The app in Jetty. */
@NullMarked
package dev.latchkey.it.jetty;

import org.jspecify.annotations.NullMarked;
