/** Latchkey's servlet filter: the core's decisions in front of any Jakarta web app. */
module dev.latchkey.servlet {
    requires transitive dev.latchkey;
    requires static transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires java.naming;
    requires org.slf4j;

    exports dev.latchkey.servlet;
    exports dev.latchkey.servlet.management;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.latchkey.servlet.registration.PlacementInitializer;
}
