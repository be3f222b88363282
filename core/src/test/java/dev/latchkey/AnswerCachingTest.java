package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 3: caching of admitted answers")
class AnswerCachingTest {

    private static final String ALWAYS = "Cookie, CF-Access-Client-Id, CF-Access-Client-Secret, cf-access-token";

    private final AnswerCaching caching = AnswerCaching.privateTo(null);

    @Nested
    @DisplayName("Cache-Control")
    class CacheControl {

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "public", "PUBLIC", "s-maxage=60", "private", "Private", "private=\"x\"", ",,"})
        void isPrivateAloneWhereNothingElseIsLeft(String said) {
            assertThat(caching.cacheControl(said)).isEqualTo("private");
        }

        @Test
        void isPrivateWhereTheAppSaidNothing() {
            assertThat(caching.cacheControl(null)).isEqualTo("private");
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    max-age=60                              | private, max-age=60
                    public, max-age=60                      | private, max-age=60
                    max-age=60,public                       | private, max-age=60
                    max-age=60 , Public ,immutable          | private, max-age=60, immutable
                    S-MaxAge=60, max-age=5                  | private, max-age=5
                    s-maxage = 60, max-age=5                | private, max-age=5
                    s-maxage="60", max-age=5                | private, max-age=5
                    private, max-age=60                     | private, max-age=60
                    PRIVATE, max-age=60                     | private, max-age=60
                    max-age=60, private="set-cookie, x"     | private, max-age=60
                    private="x", private="y", max-age=1     | private, max-age=1
                    no-cache                                | private, no-cache
                    no-cache="set-cookie, x", max-age=60    | private, no-cache="set-cookie, x", max-age=60
                    public=1, max-age=60                    | private, max-age=60
                    must-revalidate, proxy-revalidate       | private, must-revalidate, proxy-revalidate
                    stale-while-revalidate=60               | private, stale-while-revalidate=60
                    community="public, s-maxage=1"          | private, community="public, s-maxage=1"
                    x="a\\", public", max-age=60            | private, x="a\\", public", max-age=60
                    x=a\\, public, max-age=60               | private, x=a\\, max-age=60
                    x="unclosed, public                     | private, x="unclosed, public
                    x="unclosed, no-store                   | private, x="unclosed, no-store
                    x="unclosed\\                           | private, x="unclosed\\
                    public; max-age=60                      | private, public; max-age=60
                    "no-store", max-age=60                  | private, "no-store", max-age=60
                    no-store=1, max-age=60                  | private, no-store=1, max-age=60
                    no-store="set-cookie"                   | private, no-store="set-cookie"
                    """)
        void isPrivateDespiteApp(String said, String expected) {
            assertThat(caching.cacheControl(said)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                    no-store                                            | no-store
                    No-Store                                            | No-Store
                    no-cache, no-store, max-age=0, must-revalidate      | no-cache, no-store, max-age=0, must-revalidate
                    public, no-store, s-maxage=60                       | no-store
                    private, no-store                                   | no-store
                    """)
        void keepsWhatIsStricter(String said, String expected) {
            assertThat(caching.cacheControl(said)).isEqualTo(expected);
        }

        @Test
        @DisplayName("RFC 9111, section 5.2.2.3: no-store beside must-understand is not stricter")
        void isPrivateWhereNoStoreIsForOldCachesOnly() {
            assertThat(caching.cacheControl("must-understand, no-store, max-age=60"))
                    .isEqualTo("private, must-understand, no-store, max-age=60");
        }

        @Test
        void isStableAndNeverLeavesRoomForASharedCache() {
            Random random = new Random(20261126);
            String[] parts = {
                "public",
                "private",
                "no-store",
                "s-maxage",
                "max-age",
                "must-understand",
                "x",
                "=",
                "=\"",
                "\"",
                ",",
                ", ",
                " ",
                "\\",
                "60",
                "\t",
                ";"
            };
            for (int i = 0; i < 20_000; i++) {
                StringBuilder said = new StringBuilder();
                for (int n = random.nextInt(12); n > 0; n--) {
                    said.append(parts[random.nextInt(parts.length)]);
                }
                String value = caching.cacheControl(said.toString());
                if (!value.equals("private") && !value.startsWith("private, ")) {
                    assertThat(value).as(said.toString()).containsIgnoringCase("no-store");
                    assertThat(value.toLowerCase(java.util.Locale.ROOT).split(" *, *"))
                            .as(said.toString())
                            .contains("no-store")
                            .doesNotContain("must-understand");
                }
                assertThat(caching.cacheControl(value)).as(said.toString()).isEqualTo(value);
            }
        }
    }

    @Nested
    @DisplayName("Vary")
    class Vary {

        @Test
        void namesTheHeadersThatDecide() {
            assertThat(caching.vary(null)).isEqualTo(ALWAYS);
            assertThat(caching.vary(" ")).isEqualTo(ALWAYS);
            assertThat(AnswerCaching.privateTo("X-Api-Key").vary(null)).isEqualTo(ALWAYS + ", X-Api-Key");
        }

        @Test
        void keepsWhatTheAppSaysBeside() {
            assertThat(caching.vary("Accept, Origin")).isEqualTo(ALWAYS + ", Accept, Origin");
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", " * ", "Accept, *", "*,Accept", "Accept,*,Origin"})
        void isAStarWhereTheAppSaysSo(String said) {
            assertThat(caching.vary(said)).isEqualTo("*");
        }

        @Test
        void isTakenApartAgain() {
            assertThat(caching.saidOfVary(caching.vary(null))).isNull();
            assertThat(caching.saidOfVary(caching.vary("Accept, Origin"))).isEqualTo("Accept, Origin");
            assertThat(caching.saidOfVary("*")).isEqualTo("*");
            assertThat(caching.saidOfVary("Accept")).isEqualTo("Accept");
            assertThat(caching.saidOfVary(ALWAYS + "s")).isEqualTo(ALWAYS + "s");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CDN-Cache-Control",
                "cdn-cache-control",
                "Cloudflare-CDN-Cache-Control",
                "X-LiteSpeed-Cache-Control",
                "Surrogate-Control",
                "SURROGATE-CONTROL",
                "Edge-Control",
                "X-Accel-Expires"
            })
    @DisplayName("RFC 9213 and its forerunners outrank Cache-Control")
    void knowsHeadersForSharedCachesOnly(String name) {
        assertThat(AnswerCaching.outranksCacheControl(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cache-Control", "cache-control", "Vary", "Expires", "X-Accel-Redirect", "Control", ""})
    void leavesOtherHeadersAlone(String name) {
        assertThat(AnswerCaching.outranksCacheControl(name)).isFalse();
    }

    @Test
    void twoRulesTogetherAreTheStricter() {
        AnswerCaching one = AnswerCaching.privateTo("X-One");
        AnswerCaching two = AnswerCaching.privateTo("X-Two");

        assertThat(one.and(two).vary(null)).isEqualTo(ALWAYS + ", X-One, X-Two");
        assertThat(one.and(AnswerCaching.UNRESTRICTED)).isSameAs(one);
        assertThat(AnswerCaching.UNRESTRICTED.and(one)).isSameAs(one);
        assertThat(one.and(AnswerCaching.privateTo("X-One"))).isSameAs(one);
        assertThat(AnswerCaching.UNRESTRICTED.and(AnswerCaching.UNRESTRICTED).restricted())
                .isFalse();
    }
}
