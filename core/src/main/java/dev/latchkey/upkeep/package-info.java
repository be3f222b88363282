/**
 * What a gate does for its store beside deciding: when service tokens were last used, what becomes of those that nobody
 * uses, and notice of those that end soon (management contract, section 1). Never on the thread of a request.
 */
@NullMarked
package dev.latchkey.upkeep;

import org.jspecify.annotations.NullMarked;
