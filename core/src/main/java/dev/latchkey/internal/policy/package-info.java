/**
 * Policies compiled for evaluation (request contract, section 7), and checks of how rules refer to each other.
 */
@NullMarked
package dev.latchkey.internal.policy;

import org.jspecify.annotations.NullMarked;
