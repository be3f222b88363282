/** The embedded default store: one JSON file that people and programs can edit (management contract, section 4). */
@NullMarked
package dev.latchkey.store.file;

import org.jspecify.annotations.NullMarked;
