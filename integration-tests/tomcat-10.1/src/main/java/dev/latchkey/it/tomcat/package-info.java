/** The app in Tomcat. */
@NullMarked
package dev.latchkey.it.tomcat;

import org.jspecify.annotations.NullMarked;
