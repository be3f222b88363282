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

/**
 * Changes what a store holds, in somebody's name. Thread-safe; it may be used beside any number of gates over the same
 * store, in this process and in others.
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

    /** Returns a builder of an administration of this store. */
    public static Builder builder(WritableStore store) {
        return new Builder(store);
    }

    /** Returns this administration in that one's name, which events and the log give as who made a change. */
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

    /** Returns what can be done with service tokens. */
    public ServiceTokens serviceTokens() {
        return new ServiceTokens(context);
    }

    /** Returns what can be done with applications. */
    public Applications applications() {
        return new Applications(context);
    }

    /** Returns the reusable policies. */
    public ReusableItems<Policy> policies() {
        return new ReusableItems<>(context, ItemKind.POLICY);
    }

    /** Returns the groups. */
    public ReusableItems<RuleGroup> groups() {
        return new ReusableItems<>(context, ItemKind.GROUP);
    }

    /** Returns the IP lists. */
    public ReusableItems<IpList> ipLists() {
        return new ReusableItems<>(context, ItemKind.IP_LIST);
    }

    /** Returns what can be done with the settings above all applications. */
    public OrganizationSettings organization() {
        return new OrganizationSettings(context);
    }

    /** Returns what can be done with the signing keys. */
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

        /** Sets the clock; the system's by default. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets how secrets become digests, the same way as the gate's; with no pepper by default. */
        public Builder secretHasher(SecretHasher secretHasher) {
            this.secretHasher = secretHasher;
            return this;
        }

        /** Sets the form of the secrets that are made; with the prefix {@code lkst_} by default. */
        public Builder secretFormat(SecretFormat secretFormat) {
            this.secretFormat = secretFormat;
            return this;
        }

        /** Sets where ids, secrets and keys come from; the platform's default by default. */
        public Builder random(SecureRandom random) {
            this.random = random;
            return this;
        }

        /** Sets the listener of every change, on the thread that made it; none by default. */
        public Builder eventListener(AccessEventListener eventListener) {
            this.eventListener = eventListener;
            return this;
        }

        /** Returns the administration, in the name of {@code latchkey}. */
        public Administration build() {
            return new Administration(
                    new ChangeContext(store, clock, secretHasher, secretFormat, random, eventListener, "latchkey"));
        }
    }
}
