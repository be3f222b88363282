/**
 * Reading what a client presented: nothing, something malformed, credentials, or an application token (request
 * contract, section 2). Nothing here knows whether it is right.
 */
@NullMarked
package dev.latchkey.credential;

import org.jspecify.annotations.NullMarked;
