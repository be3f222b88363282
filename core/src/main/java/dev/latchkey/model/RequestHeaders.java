package dev.latchkey.model;

import java.util.Enumeration;

/** The headers of one request, as they were sent. */
public interface RequestHeaders {

    /** Returns the names, in any letter case, in any order; a name may come more than once. */
    Enumeration<String> names();

    /** Returns every value of the header with this name in any letter case, in order; none where it is absent. */
    Enumeration<String> values(String name);
}
