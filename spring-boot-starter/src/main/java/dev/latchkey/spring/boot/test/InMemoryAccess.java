package dev.latchkey.spring.boot.test;

import dev.latchkey.model.Application;
import dev.latchkey.store.memory.InMemoryStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * Replaces the store of the app by one in memory, with one application that covers every URL and admits every service
 * token. {@link Import} it into a test. An app with its own {@code AccessGate}, or its own registration of the filter,
 * starts with it only if the store is injected into that bean.
 */
@Configuration(proxyBeanMethods = false)
public class InMemoryAccess {

    /** Spring creates this object. */
    public InMemoryAccess() {}

    /** Returns the store of the test, where {@link ServiceTokenCredentials#issue} creates service tokens. */
    @Bean
    @Primary
    public InMemoryStore latchkeyTestStore() {
        InMemoryStore store = new InMemoryStore();
        store.update(empty -> empty.with(
                Application.named("test").domain("*").anyValidServiceToken(true).build()));
        return store;
    }
}
