package dev.latchkey.management;

/** What an operation does with the body of a request. */
enum BodyUse {
    /** It is not read. */
    NONE,
    /** It may be missing, which is the same as an empty object. */
    OPTIONAL,
    /** It must be there. */
    REQUIRED
}
