/** Reads the init parameters of filter and servlet. Not exported. */
@NullMarked
package dev.latchkey.servlet.parameters;

import org.jspecify.annotations.NullMarked;
