/** What a scan for servlet annotations finds. */
@NullMarked
package dev.latchkey.it.boot.scanned;

import org.jspecify.annotations.NullMarked;
