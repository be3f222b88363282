/**
 * An app whose {@code web.xml} puts Latchkey in front of it, with its configuration in {@code WEB-INF/latchkey.json}.
 * Its only client is {@code reporter.access} with the secret {@code example-secret-that-everybody-can-read}. Replace the
 * digest there by that of a secret of your own.
 */
@NullMarked
package dev.latchkey.examples.webxml;

import org.jspecify.annotations.NullMarked;
