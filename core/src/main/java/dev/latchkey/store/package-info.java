/**
 * What Latchkey asks of whatever keeps its service tokens, applications, keys and ended sessions. Each implementation
 * of ours has a package below.
 */
@NullMarked
package dev.latchkey.store;

import org.jspecify.annotations.NullMarked;
