package io.quarkus.websockets.runtime;

/** Known by its package only, like the container of Quarkus. */
public final class WebSocketsOfQuarkus {}
