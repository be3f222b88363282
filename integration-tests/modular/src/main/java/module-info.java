/** An app that is a Java module, behind the filter. */
module dev.latchkey.it.modular {
    requires dev.latchkey.management;
    requires dev.latchkey.servlet;
    requires dev.latchkey.store.jdbc;
    requires jakarta.servlet;
    requires org.eclipse.jetty.ee10.servlet;
}
