/** For tests of Spring Boot apps behind Latchkey. */
@NullMarked
package dev.latchkey.spring.boot.test;

import org.jspecify.annotations.NullMarked;
