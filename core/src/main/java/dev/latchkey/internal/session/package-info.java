/** Application tokens, the sessions that they represent, and the keys that sign them (request contract, section 4). */
@NullMarked
package dev.latchkey.internal.session;

import org.jspecify.annotations.NullMarked;
