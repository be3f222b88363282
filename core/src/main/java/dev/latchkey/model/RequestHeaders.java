package dev.latchkey.model;

import java.util.Enumeration;

/** The headers of a request, as they were sent. */
public interface RequestHeaders {

    /** Returns the names, in any letter case and order. A name may occur more than once. */
    Enumeration<String> names();

    /** Returns all values of the header with this name, ignoring case, in their order; empty if it is absent. */
    Enumeration<String> values(String name);
}
