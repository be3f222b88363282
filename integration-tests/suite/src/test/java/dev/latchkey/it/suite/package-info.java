/** One suite of cases for every container. */
package dev.latchkey.it.suite;
