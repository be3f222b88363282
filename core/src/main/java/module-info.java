/** Latchkey's core: service tokens for web apps, with no servlet and no HTTP library in it. */
// module: the modules that internal packages are exported to are not on the path when this one is compiled.
@SuppressWarnings("module")
module dev.latchkey {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires com.nimbusds.jose.jwt;
    requires java.naming;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.latchkey;
    exports dev.latchkey.admin;
    exports dev.latchkey.configuration;
    exports dev.latchkey.event;
    exports dev.latchkey.model;
    exports dev.latchkey.store;
    exports dev.latchkey.store.file;
    exports dev.latchkey.store.memory;
    exports dev.latchkey.internal.event to
            dev.latchkey.spring.boot;
    exports dev.latchkey.internal.fault to
            dev.latchkey.cli,
            dev.latchkey.management,
            dev.latchkey.servlet,
            dev.latchkey.store.jdbc;
    exports dev.latchkey.internal.file to
            dev.latchkey.cli,
            dev.latchkey.management,
            dev.latchkey.servlet,
            dev.latchkey.spring.boot;
    exports dev.latchkey.internal.json to
            dev.latchkey.cli,
            dev.latchkey.management,
            dev.latchkey.servlet,
            dev.latchkey.store.jdbc;
    exports dev.latchkey.internal.matching to
            dev.latchkey.management,
            dev.latchkey.servlet;
    exports dev.latchkey.internal.policy to
            dev.latchkey.spring.boot;
    exports dev.latchkey.internal.store to
            dev.latchkey.store.jdbc;
    exports dev.latchkey.internal.syntax to
            dev.latchkey.cli,
            dev.latchkey.management,
            dev.latchkey.servlet,
            dev.latchkey.spring.boot,
            dev.latchkey.store.jdbc;
    exports dev.latchkey.internal.threads to
            dev.latchkey.store.jdbc;
}
