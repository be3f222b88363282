/**
 * Creates, changes and deletes service tokens, applications, policies, settings and keys (management contract, sections
 * 1 and 2). The management API and the command line use it too.
 */
@NullMarked
package dev.latchkey.admin;

import org.jspecify.annotations.NullMarked;
