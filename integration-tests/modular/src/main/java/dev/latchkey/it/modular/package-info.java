/** An app that is a Java module, behind the filter. */
package dev.latchkey.it.modular;
