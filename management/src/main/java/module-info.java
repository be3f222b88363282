/** Latchkey's management API, as a servlet. */
module dev.latchkey.management {
    requires transitive dev.latchkey.servlet;
    requires static transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports dev.latchkey.management;
}
