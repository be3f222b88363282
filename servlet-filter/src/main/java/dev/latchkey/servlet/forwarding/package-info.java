/** Requests that an earlier filter has changed by forwarding headers. Not exported. */
@NullMarked
package dev.latchkey.servlet.forwarding;

import org.jspecify.annotations.NullMarked;
