/**
 * The files behind the JSON file store: formats, locks, atomic replacement, and the watch
 * for changes made by hand.
 */
@NullMarked
package dev.latchkey.internal.file;

import org.jspecify.annotations.NullMarked;
