/**
 * The interfaces of stores for service tokens, applications, signing keys and ended sessions. Latchkey's own stores are
 * in subpackages.
 */
@NullMarked
package dev.latchkey.store;

import org.jspecify.annotations.NullMarked;
