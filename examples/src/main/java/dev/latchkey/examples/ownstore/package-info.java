/** An app whose tenants are the service tokens: a {@code CredentialStore} over the app's own table. */
@NullMarked
package dev.latchkey.examples.ownstore;

import org.jspecify.annotations.NullMarked;
