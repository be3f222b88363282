/**
 * Reads what a client presented: nothing, something malformed, credentials, or an application token (request
 * contract, section 2). Whether it is valid is decided elsewhere.
 */
@NullMarked
package dev.latchkey.internal.credential;

import org.jspecify.annotations.NullMarked;
