/** Latchkey on the command line. */
module dev.latchkey.cli {
    requires dev.latchkey;
    requires dev.latchkey.store.jdbc;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.logging;
    requires java.sql;
    requires static org.jspecify;

    // It fills in options and parameters.
    opens dev.latchkey.cli to
            info.picocli;
}
