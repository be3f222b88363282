/**
 * What is protected: applications, the URLs that they cover, the policies that let a service token in, and the
 * organization above them.
 */
@NullMarked
package dev.latchkey.application;

import org.jspecify.annotations.NullMarked;
