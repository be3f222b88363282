package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Runs the RSA test vectors of Project Wycheproof: PKCS #1 v1.5 signatures with SHA-256, and JWS with RSA keys. The two
 * files contain only the members used here; IDs and results are unchanged. Each file names its source, commit and
 * license.
 */
@DisplayName("Wycheproof's RSA signatures (request contract, section 4: only RS256)")
final class WycheproofTest {

    private record Count(int good, int bad) {}

    @Test
    void agreesOnEveryPkcs1Signature() throws Exception {
        List<String> differences = new ArrayList<>();
        int good = 0;
        int bad = 0;
        for (JsonNode group : groups("rsa-signatures.json")) {
            Rs256 key = new Rs256(key(group));
            for (JsonNode test : group.get("tests")) {
                boolean verified = key.verifies(
                        decoded(test, "message"), test.get("signature").textValue());
                // The only "acceptable" signature omits the NULL after the algorithm. The JDK accepts both forms.
                // Creating
                // either requires the private key.
                if (verified != !test.get("result").textValue().equals("invalid")) {
                    differences.add(test.get("id") + " " + test.get("comment"));
                }
                good += verified ? 1 : 0;
                bad += verified ? 0 : 1;
            }
        }

        assertThat(differences).isEmpty();
        assertThat(new Count(good, bad)).isEqualTo(new Count(10, 249));
    }

    @Test
    void agreesOnEveryJwsOfAnRsaKey() throws Exception {
        List<String> differences = new ArrayList<>();
        int good = 0;
        int bad = 0;
        for (JsonNode group : groups("rsa-jws.json")) {
            Rs256 key = new Rs256(key(group));
            boolean isRs256 = group.get("alg").textValue().equals("RS256");
            for (JsonNode test : group.get("tests")) {
                String text = test.get("jws").textValue();
                CompactJws jws = CompactJws.parse(text);
                boolean ours = jws != null && jws.headerFault() == null;
                if (!isRs256) {
                    // Latchkey has RS256 keys only, so the header alone can name another algorithm.
                    assertThat(ours)
                            .as("%s", test.get("comment"))
                            .isEqualTo(jws != null && header(text).equals("RS256"));
                    continue;
                }
                boolean verified = ours && key.verifies(signed(text), text.substring(text.lastIndexOf('.') + 1));
                // A JWS may have an empty payload. An application token may not.
                boolean expected = test.get("result").textValue().equals("valid")
                        && !test.get("comment").textValue().equals("emptyPayload");
                if (verified != expected) {
                    differences.add(test.get("id") + " " + test.get("comment"));
                }
                good += verified ? 1 : 0;
                bad += verified ? 0 : 1;
            }
        }

        assertThat(differences).isEmpty();
        assertThat(new Count(good, bad)).isEqualTo(new Count(7, 226));
    }

    private static JsonNode groups(String file) throws IOException {
        try (InputStream in = WycheproofTest.class.getResourceAsStream("wycheproof/" + file)) {
            return new JsonMapper().readTree(in).get("groups");
        }
    }

    private static RSAPublicKey key(JsonNode group) throws GeneralSecurityException {
        BigInteger modulus = new BigInteger(1, decoded(group, "n"));
        BigInteger exponent = new BigInteger(1, decoded(group, "e"));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static byte[] decoded(JsonNode node, String member) {
        return Base64.getUrlDecoder().decode(node.get(member).textValue());
    }

    private static byte[] signed(String jws) {
        return jws.substring(0, jws.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    private static String header(String jws) throws IOException {
        byte[] header = Base64.getUrlDecoder().decode(jws.substring(0, jws.indexOf('.')));
        return new JsonMapper().readTree(header).path("alg").asText();
    }
}
