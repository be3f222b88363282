/** Controls the filter's place among the other filters of its web app. Not exported. */
@NullMarked
package dev.latchkey.servlet.registration;

import org.jspecify.annotations.NullMarked;
