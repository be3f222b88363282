/**
 * Decides for each HTTP request whether a machine may come in. Start here.
 *
 * <p>Build an {@link dev.latchkey.AccessGate} over a store, or over a lambda that finds service tokens:
 *
 * <pre>{@code
 * AccessGate gate = AccessGate.builder()
 *         .credentialStore(clientId -> table.find(clientId))
 *         .application(Application.named("api").domain("*").anyValidServiceToken(true).build())
 *         .build();
 * }</pre>
 *
 * <p>In a web app, {@code dev.latchkey.servlet.AccessFilter} asks the gate about each request and acts on its {@link
 * dev.latchkey.AccessDecision}. Other servers can do the same with an {@link dev.latchkey.AccessRequest}. An admitted
 * client has a {@link dev.latchkey.ServiceIdentity}.
 *
 * <p>Other packages:
 *
 * <ul>
 *   <li>{@link dev.latchkey.model}: applications, URL patterns, policies, the organization, and service tokens
 *   <li>{@link dev.latchkey.store}: the interfaces that a store implements, with one in {@linkplain
 *       dev.latchkey.store.memory memory} and one in a {@linkplain dev.latchkey.store.file JSON file}
 *   <li>{@link dev.latchkey.admin}: creates, changes and revokes service tokens, and changes everything else
 *   <li>{@link dev.latchkey.event}: events about decisions and changes
 * </ul>
 */
@NullMarked
package dev.latchkey;

import org.jspecify.annotations.NullMarked;
