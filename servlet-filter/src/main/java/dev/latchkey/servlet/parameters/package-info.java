/**
 * Init-parameters, as filter and servlet both read them. Not exported.
 */
@NullMarked
package dev.latchkey.servlet.parameters;

import org.jspecify.annotations.NullMarked;
