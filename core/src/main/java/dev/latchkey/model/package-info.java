/**
 * Applications with their URL patterns and policies, the organization above them, and service tokens with their
 * secrets: immutable values, checked when they are built.
 */
@NullMarked
package dev.latchkey.model;

import org.jspecify.annotations.NullMarked;
