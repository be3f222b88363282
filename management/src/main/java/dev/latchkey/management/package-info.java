/**
 * The management API (management contract, section 3). {@link dev.latchkey.management.ManagementServlet} turns HTTP
 * requests into calls of {@link dev.latchkey.admin.Administration}, which has all rules.
 */
@NullMarked
package dev.latchkey.management;

import org.jspecify.annotations.NullMarked;
