package dev.latchkey.store;

/** A store of everything: service tokens, applications, signing keys and ended sessions. */
public interface AccessStore extends CredentialStore, ApplicationStore, SigningKeyStore, RevocationStore {}
