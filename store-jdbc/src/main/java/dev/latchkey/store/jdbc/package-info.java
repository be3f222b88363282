/**
 * A store in a relational database (PostgreSQL or H2), for apps that run on several machines. The app supplies the
 * {@link javax.sql.DataSource}; Latchkey brings neither driver nor connection pool.
 */
@NullMarked
package dev.latchkey.store.jdbc;

import org.jspecify.annotations.NullMarked;
