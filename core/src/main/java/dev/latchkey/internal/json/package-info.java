/**
 * Service tokens, applications, policies and the organization as JSON (management contract, sections 1 and 2), for the
 * configuration file, the management API and the command line.
 */
@NullMarked
package dev.latchkey.internal.json;

import org.jspecify.annotations.NullMarked;
