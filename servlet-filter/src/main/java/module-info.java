/** Latchkey's servlet filter: the core's decisions in front of any Jakarta web app. */
// module: the management module is not on the path when this one is compiled.
@SuppressWarnings("module")
module dev.latchkey.servlet {
    requires transitive dev.latchkey;
    requires static jakarta.cdi;
    requires static jakarta.inject;
    requires static transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires java.naming;
    requires static java.sql;
    requires static dev.latchkey.store.jdbc;
    requires org.slf4j;

    exports dev.latchkey.servlet;
    exports dev.latchkey.servlet.forwarding to
            dev.latchkey.management;
    exports dev.latchkey.servlet.parameters to
            dev.latchkey.management;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.latchkey.servlet.registration.PlacementInitializer;
}
