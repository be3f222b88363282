package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * What a request presents.
 *
 * @param name what it is
 * @param headers the header lines, each with its line end
 * @param opens the areas that it lets into beside the bypassed one
 * @param client whom the app must see in those; null for nobody
 */
record Credential(String name, String headers, Set<String> opens, Client client) {

    static final Credential NONE = bad("none", "");
    static final Credential PAIR_A = new Credential("pair of A", Client.A.pair(), Set.of("secure", "single"), Client.A);
    static final Credential PAIR_B = new Credential("pair of B", Client.B.pair(), Set.of("other"), Client.B);
    static final Credential SINGLE_A =
            new Credential("single header of A", Client.A.single(), Set.of("single"), Client.A);

    private static final String ID = "CF-Access-Client-Id: ";
    private static final String SECRET = "CF-Access-Client-Secret: ";
    private static final String END = "\r\n";

    /** The cookie of a session that A opened with {@code secure}. */
    static Credential cookie(String applicationToken) {
        return new Credential(
                "cookie of A", "Cookie: CF_Authorization=" + applicationToken + END, Set.of("secure"), Client.A);
    }

    /** The same token in its header. */
    static Credential token(String applicationToken) {
        return new Credential(
                "cf-access-token of A", "cf-access-token: " + applicationToken + END, Set.of("secure"), Client.A);
    }

    private static Credential bad(String name, String headers) {
        return new Credential(name, headers, Set.of(), null);
    }

    /** Everything that must open nothing, however near it comes (request contract, sections 2 and 4). */
    static List<Credential> bad(String goodToken) {
        List<Credential> all = new ArrayList<>();
        String id = Client.A.id();
        String secret = Client.A.secret();
        all.add(NONE);
        all.add(bad("wrong secret", ID + id + END + SECRET + "wrong-secret-wrong-secret-wrong-secret" + END));
        all.add(bad("secret of another", ID + id + END + SECRET + Client.B.secret() + END));
        all.add(bad("unknown id", ID + "cccccccccccccccccccccccccccccccc.access" + END + SECRET + secret + END));
        all.add(bad("id alone", ID + id + END));
        all.add(bad("secret alone", SECRET + secret + END));
        all.add(bad("id twice", ID + id + END + ID + id + END + SECRET + secret + END));
        all.add(bad("secret twice", ID + id + END + SECRET + secret + END + SECRET + "x" + END));
        all.add(bad("ids joined", ID + id + ", " + id + END + SECRET + secret + END));
        all.add(bad("twins alone", "CF_Access_Client_Id: " + id + END + "CF_Access_Client_Secret: " + secret + END));
        all.add(bad("twin beside", Client.A.pair() + "CF_Access_Client_Secret: x" + END));
        all.add(bad("empty secret", ID + id + END + SECRET + END));
        all.add(bad("secret in quotes", ID + id + END + SECRET + '"' + secret + '"' + END));
        all.add(bad("secret and more", ID + id + END + SECRET + secret + "x" + END));
        all.add(bad("half a secret", ID + id + END + SECRET + secret.substring(0, 20) + END));
        all.add(bad("digest as the secret", ID + id + END + SECRET + Client.A.digest() + END));
        // Where the single header means nothing, the pair counts.
        all.add(new Credential("pair and single", Client.A.pair() + Client.A.single(), Set.of("secure"), Client.A));
        all.add(bad(
                "unquoted single",
                "Authorization: {cf-access-client-id: " + id + ", cf-access-client-secret: " + secret + "}" + END));
        all.add(bad("single with one more member", Client.A.single().replace("}", ", \"x\": \"y\"}")));
        all.add(bad(
                "single as Basic",
                "Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (id + ":" + secret).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + END));
        all.add(bad("Bearer", "Authorization: Bearer " + id + ":" + secret + END));
        all.add(bad("no cookie", "Cookie: CF_Authorization=" + END));
        all.add(bad("cookie with no token", "Cookie: CF_Authorization=x.y.z" + END));
        all.add(bad("forged assertion", "Cf-Access-Jwt-Assertion: " + FORGED + END));
        all.add(bad("forged token", "cf-access-token: " + FORGED + END));
        all.add(bad("forged cookie", "Cookie: CF_Authorization=" + FORGED + END));
        all.add(bad("good token as the assertion", "Cf-Access-Jwt-Assertion: " + goodToken + END));
        all.add(bad("good token as Bearer", "Authorization: Bearer " + goodToken + END));
        all.add(bad("cookie twice", "Cookie: CF_Authorization=" + goodToken + "; CF_Authorization=x" + END));
        all.add(bad(
                "cookies in two headers",
                "Cookie: CF_Authorization=" + goodToken + END + "Cookie: CF_Authorization=" + FORGED + END));
        all.add(bad(
                "token with its signature cut",
                "cf-access-token: " + goodToken.substring(0, goodToken.length() - 4) + END));
        all.add(bad(
                "wrong pair with a good cookie",
                ID + id + END + SECRET + "wrong-wrong-wrong-wrong-wrong-wrong" + END + "Cookie: CF_Authorization="
                        + goodToken + END));
        all.add(bad(
                "remote user",
                "Remote-User: " + id + END + "X-Remote-User: " + id + END + "X-Forwarded-User: " + id + END));
        return all;
    }

    /** A JWT with {@code alg} none that claims to be A. */
    static final String FORGED = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "."
            + encoded("{\"type\":\"app\",\"iss\":\"https://access.example.com\",\"common_name\":\"" + Client.A.id()
                    + "\",\"exp\":4102444800}")
            + ".";

    private static String encoded(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Good ones, for each of which an honest request gets in. */
    static List<Credential> good(String goodToken) {
        return List.of(PAIR_A, PAIR_B, SINGLE_A, cookie(goodToken), token(goodToken));
    }
}
