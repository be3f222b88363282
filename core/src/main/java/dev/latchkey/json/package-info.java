/**
 * The members of service tokens, applications, policies and the organization as JSON (management contract, sections 1
 * and 2): one reading and one writing for the configuration file and for the management API. For Latchkey's own modules
 * only.
 */
@NullMarked
package dev.latchkey.json;

import org.jspecify.annotations.NullMarked;
