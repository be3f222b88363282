/**
 * Applications with their URL patterns and policies, the organization, and service tokens with their secrets. The
 * values are immutable and checked when they are built.
 */
@NullMarked
package dev.latchkey.model;

import org.jspecify.annotations.NullMarked;
