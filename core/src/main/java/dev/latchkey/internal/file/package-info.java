/** The files of the JSON file store: formats, locks, atomic replacement, and polling for external changes. */
@NullMarked
package dev.latchkey.internal.file;

import org.jspecify.annotations.NullMarked;
