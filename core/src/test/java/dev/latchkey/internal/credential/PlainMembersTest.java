package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which objects need no JSON parser. That both readings agree is what {@link SingleHeaderFuzzTest} and {@link
 * SingleHeaderJsonTest} test.
 */
@DisplayName("request contract, section 2: rules for the single header")
final class PlainMembersTest {

    private static final String ID = "cf-access-client-id";
    private static final String SECRET = "cf-access-client-secret";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cf-access-client-id\":\"i\",\"cf-access-client-secret\":\"s\"}",
                "{\"cf-access-client-secret\":\"s\",\"cf-access-client-id\":\"i\"}",
                "{ \"cf-access-client-id\" : \"i\" , \"cf-access-client-secret\" : \"s\" }",
                "  {  \"cf-access-client-id\"  :  \"i\"  ,  \"cf-access-client-secret\"  :  \"s\"  }",
                "{\"CF-Access-Client-Id\": \"i\", \"CF_Access_Client_Secret\": \"s\"}"
            })
    void readsPlainObject(String text) {
        PlainMembers members = PlainMembers.of(text);

        assertThat(members).isNotNull();
        assertThat(members.valueOf(ID)).isEqualTo("i");
        assertThat(members.valueOf(SECRET)).isEqualTo("s");
    }

    @Test
    void readsAllPrintableCharacters() {
        StringBuilder printable = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            printable.append(c == '"' || c == '\\' ? "" : c);
        }

        PlainMembers members =
                PlainMembers.of("{\"cf-access-client-id\":\"" + printable + "\",\"cf-access-client-secret\":\"\"}");

        assertThat(members).isNotNull();
        assertThat(members.valueOf(ID)).isEqualTo(printable.toString());
        assertThat(members.valueOf(SECRET)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"a\":\"b\"}",
                "{\"a\":\"b\",}",
                "{\"a\":\"b\",\"c\":\"d\"",
                "{\"a\":\"b\",\"c\":\"d\"}}",
                "{\"a\":\"b\",\"c\":\"d\"} x",
                "{\"a\":\"b\",\"c\":\"d\"]",
                "{\"a\":\"b\",\"c\":\"d\",\"e\":\"f\"}",
                "{\"a\":\"b\";\"c\":\"d\"}",
                "{\"a\"=\"b\",\"c\":\"d\"}",
                "{\"a\":\"b\",\"c\"=\"d\"}",
                "[\"a\":\"b\",\"c\":\"d\"}",
                "{a:\"b\",\"c\":\"d\"}",
                "{\"a\":b,\"c\":\"d\"}",
                "{\"a\":\"b\",c:\"d\"}",
                "{\"a\":\"b\",\"c\":d}",
                "{\"a\":\"b\",\"c\":\"d}",
                "{\"a\":\"b\\u0063\",\"c\":\"d\"}",
                "{\t\"a\":\"b\",\"c\":\"d\"}",
                "{\"a\":\"b\u0001\",\"c\":\"d\"}",
                "{\"a\":\"b\u001f\",\"c\":\"d\"}",
                "{\"a\":\"b\u007f\",\"c\":\"d\"}",
                "{\"a\":\"b\u00e9\",\"c\":\"d\"}"
            })
    void leavesOtherTextsToTheParser(String text) {
        assertThat(PlainMembers.of(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Neither is the ID.
                "{\"a\":\"b\",\"c\":\"d\"}",
                // Both are.
                "{\"cf-access-client-id\":\"b\",\"cf_access_client_id\":\"d\"}",
                // A longer name, a shorter one, and the name as a value.
                "{\"cf-access-client-id2\":\"b\",\"c\":\"d\"}",
                "{\"cf-access-client-i\":\"b\",\"c\":\"d\"}",
                "{\"c\":\"cf-access-client-id\",\"d\":\"cf-access-client-id\"}"
            })
    void findsOnlyOneMemberOfThatName(String text) {
        PlainMembers members = PlainMembers.of(text);

        assertThat(members).isNotNull();
        assertThat(members.valueOf(ID)).isNull();
    }
}
