/** An app whose own tenants are the service tokens: a {@code CredentialStore} over a table that was there before. */
@NullMarked
package dev.latchkey.examples.ownstore;

import org.jspecify.annotations.NullMarked;
