/**
 * Service tokens: the machine's credential, its secret, and the digest that is all we keep of that.
 */
@NullMarked
package dev.latchkey.token;

import org.jspecify.annotations.NullMarked;
