/** The app as a WAR in whole servers. */
@NullMarked
package dev.latchkey.it.servers;

import org.jspecify.annotations.NullMarked;
