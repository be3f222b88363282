/** What an app and the program that starts its container have in common. */
@NullMarked
package dev.latchkey.it.launcher;

import org.jspecify.annotations.NullMarked;
