/**
 * Trials of what several nodes of one database promise: quick starts, each in a JVM of its own, over a PostgreSQL that
 * is started, killed and started again here. {@link dev.latchkey.benchmarks.nodes.NodeTrials} runs them.
 */
@NullMarked
package dev.latchkey.benchmarks.nodes;

import org.jspecify.annotations.NullMarked;
