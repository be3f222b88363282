package dev.latchkey.admin;

import dev.latchkey.event.AccessEventListener;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretFormat;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Changes the content of a store, in the name of an actor. Thread-safe. Any number of gates may use the same store, in
 * this process and in others.
 *
 * {@snippet :
 * Administration administration = Administration.builder(store).build();
 * IssuedServiceToken ci = administration.as("ops").serviceTokens().create("ci", ServiceToken.DEFAULT_DURATION);
 * }
 */
public final class Administration {

    private final ChangeContext context;

    private Administration(ChangeContext context) {
        this.context = context;
    }

    /** Creates a builder for this store. */
    public static Builder builder(WritableStore store) {
        return new Builder(store);
    }

    /** Returns this administration with another actor, which events and the log name. */
    public Administration as(String name) {
        return new Administration(context.as(name));
    }

    /** Returns the store. */
    public WritableStore store() {
        return context.store();
    }

    /**
     * Returns the configuration in force.
     *
     * @throws dev.latchkey.store.StoreUnavailableException if the store cannot be read
     */
    public AccessConfiguration configuration() {
        return context.configuration();
    }

    /** Returns the operations on service tokens. */
    public ServiceTokens serviceTokens() {
        return new ServiceTokens(context);
    }

    /** Returns the operations on applications. */
    public Applications applications() {
        return new Applications(context);
    }

    /** Returns the operations on reusable policies. */
    public ReusableItems<Policy> policies() {
        return new ReusableItems<>(context, ItemKind.POLICY);
    }

    /** Returns the operations on groups. */
    public ReusableItems<RuleGroup> groups() {
        return new ReusableItems<>(context, ItemKind.GROUP);
    }

    /** Returns the operations on IP lists. */
    public ReusableItems<IpList> ipLists() {
        return new ReusableItems<>(context, ItemKind.IP_LIST);
    }

    /** Returns the operations on the organization. */
    public OrganizationSettings organization() {
        return new OrganizationSettings(context);
    }

    /** Returns the operations on the signing keys. */
    public Keys keys() {
        return new Keys(context);
    }

    /** Collects the settings of an administration. Not thread-safe. */
    public static final class Builder {

        private final WritableStore store;
        private InstantSource clock = InstantSource.system();
        private SecretHasher secretHasher = SecretHasher.sha256();
        private SecretFormat secretFormat = new SecretFormat(SecretFormat.DEFAULT_PREFIX);
        private SecureRandom random = new SecureRandom();
        private AccessEventListener eventListener = event -> {};

        private Builder(WritableStore store) {
            this.store = store;
        }

        /** Sets the clock; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Sets the hasher of secrets, which must be the gate's; by default, it has no pepper. */
        public Builder secretHasher(SecretHasher secretHasher) {
            this.secretHasher = Objects.requireNonNull(secretHasher, "secretHasher");
            return this;
        }

        /** Sets the format of new secrets; by default, it has the prefix {@code lkst_}. */
        public Builder secretFormat(SecretFormat secretFormat) {
            this.secretFormat = Objects.requireNonNull(secretFormat, "secretFormat");
            return this;
        }

        /** Sets the source of IDs, secrets and keys; the platform's default by default. */
        public Builder random(SecureRandom random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /** Sets the listener of all changes, which is called on the thread that made the change; none by default. */
        public Builder eventListener(AccessEventListener eventListener) {
            this.eventListener = Objects.requireNonNull(eventListener, "eventListener");
            return this;
        }

        /** Builds the administration. Its actor is {@code latchkey}. */
        public Administration build() {
            return new Administration(
                    new ChangeContext(store, clock, secretHasher, secretFormat, random, eventListener, "latchkey"));
        }
    }
}
