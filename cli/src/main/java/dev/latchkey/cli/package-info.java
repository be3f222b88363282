/** The program {@code latchkey}, which manages service tokens and applications from the command line. Not an API. */
@NullMarked
package dev.latchkey.cli;

import org.jspecify.annotations.NullMarked;
