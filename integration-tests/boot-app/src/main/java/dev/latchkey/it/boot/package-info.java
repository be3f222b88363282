/** The app of the suite in Spring Boot. */
@NullMarked
package dev.latchkey.it.boot;

import org.jspecify.annotations.NullMarked;
