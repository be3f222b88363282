/**
 * The management API (management contract, section 3): {@link dev.latchkey.management.ManagementServlet} makes
 * HTTP requests changes by {@link dev.latchkey.admin.Administration}, and their outcomes answers. No rule about
 * service tokens, applications or policies lives here.
 */
@NullMarked
package dev.latchkey.management;

import org.jspecify.annotations.NullMarked;
