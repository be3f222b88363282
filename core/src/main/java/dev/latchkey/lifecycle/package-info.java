/**
 * How service tokens, applications, policies, settings and keys are made, changed and ended (management contract,
 * sections 1 and 2), whoever asks for it: a program, the management API, the command line.
 */
@NullMarked
package dev.latchkey.lifecycle;

import org.jspecify.annotations.NullMarked;
