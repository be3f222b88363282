/** Latchkey's database store. */
// requires-automatic: the PostgreSQL driver has no module descriptor.
@SuppressWarnings("requires-automatic")
module dev.latchkey.store.jdbc {
    requires transitive dev.latchkey;
    requires transitive java.sql;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires static org.postgresql.jdbc;
    requires static transitive org.jspecify;

    exports dev.latchkey.store.jdbc;
}
