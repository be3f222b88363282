/** Events about decisions and changes, for listeners. */
@NullMarked
package dev.latchkey.event;

import org.jspecify.annotations.NullMarked;
