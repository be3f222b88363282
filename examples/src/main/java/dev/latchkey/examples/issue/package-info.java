/** A program that adds a service token to a configuration file. */
@NullMarked
package dev.latchkey.examples.issue;

import org.jspecify.annotations.NullMarked;
