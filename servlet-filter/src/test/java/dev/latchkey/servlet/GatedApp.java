package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import dev.latchkey.testsupport.JettyApp;

/** An app at the root, with the filter in front of a page that prints its request. */
final class GatedApp {

    private GatedApp() {}

    static JettyApp behind(AccessGate gate) {
        return JettyApp.at("/").filter(new AccessFilter(gate)).page("/*", Seen::tell);
    }
}
