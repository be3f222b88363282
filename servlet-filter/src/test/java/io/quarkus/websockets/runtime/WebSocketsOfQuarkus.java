package io.quarkus.websockets.runtime;

/** Recognized by its package, like the container of Quarkus. */
public final class WebSocketsOfQuarkus {}
