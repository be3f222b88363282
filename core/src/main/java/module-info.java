/** Latchkey's core: service tokens for web apps, with no servlet and no HTTP library in it. */
@SuppressWarnings({"module", "requires-automatic"})
module dev.latchkey {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires java.naming;
    requires transitive java.sql;
    requires org.slf4j;
    requires static org.postgresql.jdbc;
    requires static transitive org.jspecify;

    exports dev.latchkey;
    exports dev.latchkey.application;
    exports dev.latchkey.configuration;
    exports dev.latchkey.credential;
    exports dev.latchkey.event;
    exports dev.latchkey.json to
            dev.latchkey.cli,
            dev.latchkey.servlet;
    exports dev.latchkey.lifecycle;
    exports dev.latchkey.store;
    exports dev.latchkey.store.jdbc;
    exports dev.latchkey.store.json;
    exports dev.latchkey.store.memory;
    exports dev.latchkey.token;
}
