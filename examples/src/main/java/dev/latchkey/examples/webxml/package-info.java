/**
 * An app whose {@code web.xml} puts Latchkey in front of it, with its configuration in {@code WEB-INF/latchkey.json}.
 * The one client there is {@code reporter.access} with the secret {@code example-secret-that-everybody-can-read}: put
 * the digest of a secret of your own in its place.
 */
@NullMarked
package dev.latchkey.examples.webxml;

import org.jspecify.annotations.NullMarked;
