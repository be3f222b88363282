/**
 * The servlet side of Latchkey: {@link dev.latchkey.servlet.AccessFilter} turns a servlet request into what the core
 * decides on, and the decision into a wrapped request or an answer. No rule lives here.
 */
@NullMarked
package dev.latchkey.servlet;

import org.jspecify.annotations.NullMarked;
