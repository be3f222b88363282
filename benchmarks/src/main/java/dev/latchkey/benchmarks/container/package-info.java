/** What a request costs in a real container, each contestant in a JVM of its own. */
@NullMarked
package dev.latchkey.benchmarks.container;

import org.jspecify.annotations.NullMarked;
