/** Policies compiled for evaluation, and what a configuration protects and risks (request contract, section 7). */
@NullMarked
package dev.latchkey.internal.policy;

import org.jspecify.annotations.NullMarked;
