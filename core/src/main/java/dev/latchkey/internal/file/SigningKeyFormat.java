package dev.latchkey.internal.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.JsonValues;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The format of the file of signing keys: a JWK Set (RFC 7517) of RSA keys with private members and certificates, the
 * newest first. {@code iat} is the time of creation, and {@code exp} is when a replaced key stops verifying, both in
 * whole seconds. Stateless.
 */
final class SigningKeyFormat implements FileFormat<List<StoredSigningKey>> {

    private static final List<String> ORDER =
            List.of("kid", "kty", "use", "alg", "iat", "exp", "n", "e", "d", "p", "q", "dp", "dq", "qi", "x5c");

    @Override
    public List<StoredSigningKey> nothing() {
        return List.of();
    }

    @Override
    public List<StoredSigningKey> read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        in.require("keys", "is missing; the file must be a JWK Set (RFC 7517)");
        List<StoredSigningKey> keys = new ArrayList<>();
        Set<String> kids = new HashSet<>();
        in.each("keys", (node, place) -> {
            JsonObjectReader members = JsonObjectReader.of(node, place, in.faults());
            StoredSigningKey key = members == null ? null : SigningKeyReader.read(members);
            if (key != null && !kids.add(key.kid())) {
                in.faults().add(place + "/kid", "another key has this kid");
            } else if (key != null) {
                keys.add(key);
            }
        });
        text.throwIfAny(in.faults());
        return List.copyOf(keys);
    }

    @Override
    public byte[] write(List<StoredSigningKey> keys) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("keys");
        for (int i = 0; i < keys.size(); i++) {
            try {
                write(keys.get(i), array.addObject());
            } catch (GeneralSecurityException | ClassCastException | IllegalStateException e) {
                throw refused(JsonPointers.element("/keys", i));
            }
        }
        try {
            return JsonText.write(root);
        } catch (CharacterCodingException e) {
            throw refused("/keys");
        }
    }

    private static ConfigurationException refused(String pointer) {
        return new ConfigurationException(
                "signing keys", List.of(new Fault(pointer, "is not an RSA key in PKCS #8 with its public half")));
    }

    private static void write(StoredSigningKey key, ObjectNode out) throws GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey privateKey = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(key.privateKey()));
        RSAPublicKey publicKey = (RSAPublicKey)
                rsa.generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
        Instant verifyUntil = key.verifyUntil();
        Map<String, Object> jwk = new RSAKey.Builder(publicKey)
                .privateKey(privateKey)
                .keyID(key.kid())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .x509CertChain(List.of(Base64.encode(key.certificate())))
                .issueTime(Date.from(key.createdAt()))
                .expirationTime(verifyUntil == null ? null : Date.from(verifyUntil))
                .build()
                .toJSONObject();
        ORDER.forEach(name -> {
            if (jwk.containsKey(name)) {
                out.set(name, JsonValues.node(jwk.get(name)));
            }
        });
    }

    @Override
    public List<StoredSigningKey> reusing(List<StoredSigningKey> before, List<StoredSigningKey> now) {
        return now.equals(before) ? before : now;
    }

    @Override
    public String describe(List<StoredSigningKey> keys) {
        return keys.size() + " signing keys";
    }
}
