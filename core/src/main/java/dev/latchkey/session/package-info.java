/**
 * Sessions: the application tokens that stand for "this service token was let in to this application", and the keys
 * that sign them (request contract, section 4).
 */
@NullMarked
package dev.latchkey.session;

import org.jspecify.annotations.NullMarked;
