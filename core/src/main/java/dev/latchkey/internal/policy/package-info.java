/** Policies compiled for evaluation, and checks of the references between rules (request contract, section 7). */
@NullMarked
package dev.latchkey.internal.policy;

import org.jspecify.annotations.NullMarked;
