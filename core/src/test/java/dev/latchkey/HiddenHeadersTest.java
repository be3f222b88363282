package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 5: what the app must not see")
class HiddenHeadersTest {

    private final HiddenHeaders hidden = new HiddenHeaders(false, "X-Api-Key");
    private final HiddenHeaders exposing = new HiddenHeaders(true, "X-Api-Key");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cf-Access-Jwt-Assertion",
                "CF-ACCESS-JWT-ASSERTION",
                "cf_access_jwt_assertion",
                "Cf-Access-Authenticated-User-Email",
            })
    void identityHeadersOfTheClientsOwnAreNeverSeen(String name) {
        assertThat(hidden.hides(name)).isTrue();
        assertThat(exposing.hides(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CF-Access-Client-Secret",
                "cf-access-client-secret",
                "CF_Access_Client_Secret",
                "X-Api-Key",
                "x-api-key",
                "X_Api_Key",
            })
    void theSecretIsGoneUnlessTheAppWantsIt(String name) {
        assertThat(hidden.hides(name)).isTrue();
        assertThat(exposing.hides(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CF-Access-Client-Id", "Authorization", "Cookie", "X-Api-Keys", "Cf-Ray", ""})
    void allElseIsSeen(String name) {
        assertThat(hidden.hides(name)).isFalse();
    }

    @Test
    void theAppsOwnHeaderIsSeen() {
        assertThat(new HiddenHeaders(false, null).hides("X-Api-Key")).isFalse();
    }

    @Test
    void hidesUnionOfBoth() {
        HiddenHeaders both = new HiddenHeaders(false, "X-One").and(new HiddenHeaders(true, "X-Two"));
        HiddenHeaders all = both.and(new HiddenHeaders(false, "X-Three")).and(new HiddenHeaders(false, "X-Four"));

        assertThat(both.hides("X-One")).isTrue();
        assertThat(both.hides("X-Two")).as("exposed there").isFalse();
        for (String name : new String[] {"X-One", "X-Three", "X-Four", "CF-Access-Client-Secret"}) {
            assertThat(all.hides(name)).as(name).isTrue();
        }
        assertThat(exposing.and(hidden).hides("X-Api-Key")).isTrue();
    }
}
