/** The web app under attack. Everything that runs in it notes that it ran, with what it saw of the request. */
@NullMarked
package dev.latchkey.it.app;

import org.jspecify.annotations.NullMarked;
