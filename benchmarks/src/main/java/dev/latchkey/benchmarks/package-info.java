/** What Latchkey costs a request, measured with JMH. */
@NullMarked
package dev.latchkey.benchmarks;

import org.jspecify.annotations.NullMarked;
