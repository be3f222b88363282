/**
 * The management API (management contract, section 3): {@link dev.latchkey.servlet.management.ManagementServlet} makes
 * HTTP requests changes by {@link dev.latchkey.lifecycle.Administration}, and their outcomes answers. No rule about
 * service tokens, applications or policies lives here.
 */
@NullMarked
package dev.latchkey.servlet.management;

import org.jspecify.annotations.NullMarked;
