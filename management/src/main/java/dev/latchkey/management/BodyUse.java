package dev.latchkey.management;

/** What an operation does with the body of a request. */
enum BodyUse {
    /** The body is not read. */
    NONE,
    /** The body is optional; a missing one is an empty object. */
    OPTIONAL,
    /** The body is required. */
    REQUIRED
}
