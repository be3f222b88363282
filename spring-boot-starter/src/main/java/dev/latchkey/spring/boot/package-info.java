/**
 * Configures Latchkey in Spring Boot apps. Apps set {@code latchkey.*} properties, and need no type of this package.
 */
@NullMarked
package dev.latchkey.spring.boot;

import org.jspecify.annotations.NullMarked;
