/**
 * What the stores that come with Latchkey share.
 */
@NullMarked
package dev.latchkey.internal.store;

import org.jspecify.annotations.NullMarked;
