/**
 * The store in a relational database, for apps that run on more than one machine: PostgreSQL first of all, H2, MariaDB
 * and MySQL. The app brings the {@link javax.sql.DataSource}; no driver and no pool comes with it.
 */
@NullMarked
package dev.latchkey.store.jdbc;

import org.jspecify.annotations.NullMarked;
