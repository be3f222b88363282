package dev.latchkey.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.ServiceToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A store that implements only what it must")
final class StoreDefaultsTest {

    /** A store with constant contents. */
    private static final class Constant implements AccessStore {

        @Override
        public @Nullable ServiceToken findByClientId(String clientId) {
            return null;
        }

        @Override
        public AccessConfiguration configuration() {
            return AccessConfiguration.EMPTY;
        }

        @Override
        public List<StoredSigningKey> signingKeys() {
            return List.of();
        }

        @Override
        public List<StoredSigningKey> replaceSigningKeys(@Nullable String expectedNewest, List<StoredSigningKey> keys) {
            return keys;
        }

        @Override
        public boolean isRevoked(RevocableSession session) {
            return false;
        }

        @Override
        public void revoke(RevocableSession session) {}
    }

    @Test
    void hasTheDefaultsOfTheInterfaces() throws Exception {
        AccessStore store = new Constant();

        assertThat(store.location()).isEqualTo(Constant.class.getName());
        assertThat(store.age()).isNull();
        assertThat(store.refreshSigningKeys()).isFalse();
        store.checkReady();
    }
}
