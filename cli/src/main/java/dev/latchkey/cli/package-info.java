/** The program {@code latchkey}: service tokens and applications from the command line. No API. */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
