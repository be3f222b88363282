/**
 * The servlet side of Latchkey: {@link dev.latchkey.servlet.AccessFilter} translates a servlet request for the core,
 * and the core's decision into a wrapped request or a response. All rules are in the core.
 */
@NullMarked
package dev.latchkey.servlet;

import org.jspecify.annotations.NullMarked;
