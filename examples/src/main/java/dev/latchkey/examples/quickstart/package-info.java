/** An app behind Latchkey that starts with one command and prints how to call it. */
@NullMarked
package dev.latchkey.examples.quickstart;

import org.jspecify.annotations.NullMarked;
