/** The request that CDI injects. Loaded only by a CDI container. */
@NullMarked
package dev.latchkey.servlet.injection;

import org.jspecify.annotations.NullMarked;
