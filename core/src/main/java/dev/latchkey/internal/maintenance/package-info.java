/**
 * Background work for a store: last use, inactivity clean-up and expiry notices (management contract, section 1). It
 * never runs on a request's thread.
 */
@NullMarked
package dev.latchkey.internal.maintenance;

import org.jspecify.annotations.NullMarked;
