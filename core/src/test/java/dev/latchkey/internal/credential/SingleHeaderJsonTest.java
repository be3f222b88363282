package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tries the cases on which JSON parsers disagree, modelled on JSONTestSuite, at every place in the single header. The
 * expectation does not depend on a parser: only one object with two strings is read as credentials.
 */
@DisplayName("request contract, section 2: JSON that parsers read differently, in the single header")
final class SingleHeaderJsonTest {

    private static final String GOOD = "{\"cf-access-client-id\":\"id\",\"cf-access-client-secret\":\"secret\"}";

    private final CredentialReader reader = new CredentialReader("Authorization", EnumSet.of(SingleHeaderScheme.JSON));
    private final CredentialReader every =
            new CredentialReader("Authorization", EnumSet.allOf(SingleHeaderScheme.class));

    private void refuses(String value) {
        assertThat(read(reader, value)).as(value).isNotInstanceOf(Presented.Credentials.class);
        assertThat(read(every, value)).as(value).isNotInstanceOf(Presented.Credentials.class);
        assertThat(read(every, "Bearer " + value)).as(value).isNotInstanceOf(Presented.Credentials.class);
        if (Blanks.trim(value).startsWith("{")) {
            assertThat(read(reader, value)).as(value).isInstanceOf(Presented.Malformed.class);
        }
    }

    private static Presented read(CredentialReader reader, String value) {
        return reader.read(SentHeaders.of("Authorization", value));
    }

    private static String withSecret(String value) {
        return "{\"cf-access-client-id\":\"id\",\"cf-access-client-secret\":" + value + "}";
    }

    // ---- valid JSON without credentials ----

    /** Well-formed values, except strings of token68. */
    static Stream<String> wellFormed() {
        return Stream.of(
                // arrays
                "[]",
                "[ ]",
                "[[]   ]",
                "[\"\"]",
                "[\"a\"]",
                "[false]",
                "[null, 1, \"1\", {}]",
                "[null]",
                "[1]",
                "[1,null,null,null,2]",
                "[2] ",
                " [1]",
                "[[[[[[]]]]]]",
                // objects
                "{}",
                "{\"asd\":\"sdf\"}",
                "{\"a\":\"b\",\"a\":\"c\"}",
                "{\"a\":\"b\",\"a\":\"b\"}",
                "{\"\":0}",
                "{\"foo\\u0000bar\": 42}",
                "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
                "{\"a\":[]}",
                "{\"title\":\"\\u041f\\u043e\\u043b\" }",
                "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}]}",
                // numbers
                "0",
                "-0",
                "1",
                "-1",
                "123",
                "123e65",
                "0e+1",
                "0e1",
                " 4",
                "-0.0000000000000000000000000000000000001",
                "20e1",
                "-123",
                "1E22",
                "1E-2",
                "1E+2",
                "123e45",
                "123.456e78",
                "1e-2",
                "1e+2",
                "123.456789",
                "1.5e+9999",
                "-1e+9999",
                "123123e100000",
                "0.4e00669999999999999999999999999999999999999999999999999999999999999999999999",
                "-123123123123123123123123123123",
                "100000000000000000000",
                "-237462374673276894279832749832423479823246327846",
                // literals
                "true",
                "false",
                "null",
                // strings of other characters
                "\"\"",
                "\" \"",
                "\"a b\"",
                "\"a,b\"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\\b\\f\\n\\r\\t\"",
                "\"\\u0000\"",
                "\"\\u0012\"",
                "\"\\u0060\\u012a\\u12AB\"",
                "\"\\uD801\\udc37\"",
                "\"\\ud83d\\ude39\\ud83d\\udc8d\"",
                "\"\\uFFFF\"",
                "\"\\u007F\"",
                "\"\\u00A0\"",
                "\"\\u200B\"",
                "\"\\u2028\"",
                "\"\\u2064\"",
                "\"\\uFEFF\"",
                "\"\\u0821\"",
                "\"\\u0123\"",
                "\"\uDBFF\uDFFE\"",
                "\"\u20ac\uD834\uDD1E\"",
                "\"\u2028\"",
                "\"\u2029\"",
                "\"\u007f\"",
                "\"\u00e9\"",
                "\"\uff21\"",
                "\"[\\\"a\\\"]\"",
                "\"{}\"",
                "\"new\\u00A0line\"",
                "\"a/*b*/c/*d//e\"",
                "\"\u00a0x\"",
                "\"x\u3000\"",
                "\"\\u0020\"");
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void rejectsNonStringValues(String json) {
        refuses(json);
        refuses(withSecret(json));
        refuses("{\"cf-access-client-id\":" + json + ",\"cf-access-client-secret\":\"secret\"}");
        refuses(GOOD.replace("}", ",\"x\":" + json + "}"));
        refuses("{\"x\":" + json + "," + GOOD.substring(1));
        refuses(GOOD + json);
        refuses(GOOD + " " + json);
        refuses(json + GOOD);
        refuses("[" + GOOD + "," + json + "]");
        refuses("{\"a\":" + GOOD + ",\"b\":" + json + "}");
    }

    // ---- invalid JSON ----

    static Stream<String> malformed() {
        return Stream.of(
                // arrays
                "[1 true]",
                "[\"\": 1]",
                "[\"\"],",
                "[,1]",
                "[1,,2]",
                "[\"x\",,]",
                "[\"x\"]]",
                "[\"\",]",
                "[\"x\"",
                "[x",
                "[3[4]]",
                "[1:2]",
                "[,]",
                "[-]",
                "[   , \"\"]",
                "[1,",
                "[1,]",
                "[*]",
                "[\"",
                "[",
                "]",
                "[]]",
                "[1]x",
                "[\"a\"",
                "[][]",
                "[{}",
                "[\"a\",4,1,",
                "[\"asd]",
                "[\\u000A\"\"]",
                "[True]",
                "[nul]",
                "[tru]",
                "[fals]",
                "[a\\f]",
                "[\\x]",
                // objects
                "{[\"x\", \"a\"]}",
                "{\"x\", null}",
                "{\"x\"::\"b\"}",
                "{\uD83C\uDDE8\uD83C\uDDED}",
                "{\"a\":\"a\" 123}",
                "{key: 'value'}",
                "{\"a\" b}",
                "{:\"b\"}",
                "{\"a\" \"b\"}",
                "{\"a\":",
                "{\"a\"",
                "{1:1}",
                "{9999E9999:1}",
                "{null:null,null:null}",
                "{\"id\":0,,,,,}",
                "{'a':0}",
                "{\"id\":0,}",
                "{\"a\":\"b\"}/**/",
                "{\"a\":\"b\"}/**//",
                "{\"a\":\"b\"}//",
                "{\"a\":\"b\"}/",
                "{\"a\":\"b\",,\"c\":\"d\"}",
                "{a: \"b\"}",
                "{\"a\":\"a",
                "{ \"foo\" : \"bar\", \"a\" }",
                "{\"a\":\"b\"}#",
                "{,",
                "{\"",
                "{]",
                "{\"a\":/*comment*/\"b\"}",
                "{\"x\": true,",
                "{\"a\":true} \"x\"",
                "{[",
                "{{}}",
                "{*}",
                "{}}",
                "{\"a\":\"a\"\0}",
                // numbers
                "++1234",
                "+1",
                "+Inf",
                "-01",
                "-1.0.",
                "-2.",
                "-NaN",
                ".-1",
                ".2e-3",
                "0.1.2",
                "0.3e+",
                "0.3e",
                "0.e1",
                "0E+",
                "0E",
                "0e+",
                "1.0e+",
                "1.0e-",
                "1.0e",
                "1 000.0",
                "1eE2",
                "2.e+3",
                "2.e-3",
                "2.e3",
                "9.e+",
                "Inf",
                "NaN",
                "\uFF11",
                "1+2",
                "0x1",
                "0x42",
                "Infinity",
                "0e+-1",
                "-123.123foo",
                "123.456.",
                "-Infinity",
                "-foo",
                "- 1",
                "-012",
                "-.123",
                "-1x",
                "1ea",
                "1e\u0665",
                ".123",
                "1.",
                "1.2a-3",
                "1.8011670033376514H-308",
                "012",
                "1_0",
                "1e1.5",
                // literals
                "TRUE",
                "True",
                "nul",
                "nulll",
                "fals",
                "tru",
                "undefined",
                "None",
                "nil",
                "yes",
                // strings
                "\"\\",
                "\"\\\"",
                "\"\\uD800\\",
                "\"\\uD800\\u\"",
                "\"\\uD800\\u1\"",
                "\"\\uD800\\u1x\"",
                "\"\\u\"",
                "\"\\u00A\"",
                "\"\\uqqqq\"",
                "\"\\x00\"",
                "\"\\\\\\\"",
                "\"\\\t\"",
                "\"\\\uD83C\uDF00\"",
                "\"\\a\"",
                "\"\\0\"",
                "\"\\'\"",
                "\\u0020\"asd\"",
                "\"\\uD834\\uDd\"",
                "\"a\0a\"",
                "\"a\u001fa\"",
                "\"new\nline\"",
                "\"\t\"",
                "\"\\UA66D\"",
                "\"\"x",
                "\u201cquotation\u201d",
                "'single quote'",
                "abc",
                "\"x",
                "x\"",
                "\"\\u{41}\"",
                "\"\\N{A}\"",
                "`a`",
                "\"\\\n\"",
                "@\"a\"",
                "r\"a\"",
                "\"\"\"a\"\"\"",
                "\"a\" \"b\"",
                "\"a\"+\"b\"",
                // structure
                "",
                " ",
                "\ufeff",
                "\u00e5",
                "<.>",
                "[<null>]",
                "aa",
                "*",
                "\0",
                "\u2060",
                "<html>",
                "#{}",
                "({})",
                "%7B%7D",
                "&#123;&#125;",
                "--- {}",
                "!!{}",
                ";",
                ",",
                ":",
                "}",
                "}{",
                "/**/",
                "//",
                "#",
                "\f",
                "\u000b",
                "\u0085",
                "\u00a0",
                "\u2028",
                "\u3000");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void rejectsInvalidJson(String text) {
        refuses(text);
        refuses(withSecret(text));
        refuses("{\"cf-access-client-id\":" + text + ",\"cf-access-client-secret\":\"secret\"}");
        refuses(GOOD.replace("}", ",\"x\":" + text + "}"));
        if (!text.isBlank()) {
            // White space around the object is allowed.
            refuses(GOOD + text);
            refuses(text + GOOD);
            refuses("{" + text + GOOD.substring(1));
            refuses(GOOD.replace(",", text.equals(",") ? ",," : text));
            refuses(GOOD.replace(":", text.equals(":") ? "::" : text));
        }
    }

    // ---- strings that parsers read differently ----

    /** Strings that a decoder might change: escapes, unpaired surrogates, invisible characters. */
    static Stream<String> noCredential() {
        return Stream.of(
                "\"\\uD800\"",
                "\"\\uDFAA\"",
                "\"\\uD888\\u1234\"",
                "\"\\uDd1ea\"",
                "\"\\ud800abc\"",
                "\"\\uD800\\uD800\\n\"",
                "\"abc\\udc00\"",
                "\"abc\ud800\"",
                "\"\udc00abc\"",
                "\"abc\ufffd\"",
                "\"\\ufffe\"",
                "\"abc\\u0000\"",
                "\"\\u0000abc\"",
                "\"ab\\u00adc\"",
                "\"\u00adabc\"",
                "\"abc\\u200d\"",
                "\"\\u202eabc\"",
                "\"\u0430bc\"",
                "\"abc\\u0301\"");
    }

    @ParameterizedTest
    @MethodSource("noCredential")
    void neverAltersStrings(String string) {
        refuses(withSecret(string));
        refuses("{\"cf-access-client-id\":" + string + ",\"cf-access-client-secret\":\"secret\"}");
        refuses(GOOD.replace("\"cf-access-client-id\"", string));
    }

    static Stream<List<String>> credentials() {
        return Stream.of(
                List.of("\"abc\"", "abc"),
                List.of("\"\\u0061\\u0062c\"", "abc"),
                List.of("\"\\u0061\\/b\"", "a/b"),
                List.of("\" abc\\t\"", "abc"),
                List.of("\"0\"", "0"),
                List.of("\"null\"", "null"),
                List.of("\"a=b\"", "a=b"),
                List.of("\"-._~+/=\"", "-._~+/="),
                List.of("\"\\u002D\\u002d\"", "--"));
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void acceptsStringsUnchanged(List<String> jsonAndText) {
        assertThat(read(reader, withSecret(jsonAndText.get(0))))
                .isInstanceOfSatisfying(
                        Presented.Credentials.class,
                        credentials -> assertThat(credentials.secret().reveal()).isEqualTo(jsonAndText.get(1)));
    }

    // ---- names ----

    static Stream<String> noNames() {
        return Stream.of(
                "\"\"",
                "\"cf-access-client-secret \"",
                "\" cf-access-client-secret\"",
                "\"cf-access-client-secret\\u0000\"",
                "\"cf-access-client-\\u017fecret\"",
                "\"c\u0192-access-client-secret\"",
                "\"cf\\u2010access-client-secret\"",
                "\"cf\u2011access\u2011client\u2011secret\"",
                "\"cf access client secret\"",
                "\"cfaccessclientsecret\"",
                "\"cf.access.client.secret\"",
                "\"cf--access-client-secret\"",
                "\"CF-Access-Client-Secre\"",
                "\"CF-Access-Client-Secrett\"",
                "\"$.cf-access-client-secret\"",
                "\"cf-access-client-secret\\ud800\"",
                "\"cf-access-cl\u0131ent-secret\"",
                "\"CF-ACCESS-CL\u0130ENT-SECRET\"",
                "\"\uff43f-access-client-secret\"",
                "cf-access-client-secret",
                "'cf-access-client-secret'",
                "[\"cf-access-client-secret\"]",
                "null");
    }

    @ParameterizedTest
    @MethodSource("noNames")
    void rejectsLookalikeNames(String name) {
        refuses("{\"cf-access-client-id\":\"id\"," + name + ":\"secret\"}");
        refuses(GOOD.replace("}", "," + name + ":\"secret\"}"));
    }

    // ---- depth ----

    @ParameterizedTest
    @MethodSource("depths")
    void boundsDepth(String open, String close) {
        String deep = open.repeat(1000 / open.length());
        refuses(deep);
        refuses(withSecret(deep));
        int levels = 900 / (open.length() + close.length());
        refuses(withSecret(open.repeat(levels) + "1" + close.repeat(levels)));
        refuses("{\"x\":" + open.repeat(levels) + "1" + close.repeat(levels) + "}");
    }

    static Stream<Arguments> depths() {
        return Stream.of(Arguments.of("[", "]"), Arguments.of("{\"\":", "}"), Arguments.of("[{\"\":", "}]"));
    }
}
