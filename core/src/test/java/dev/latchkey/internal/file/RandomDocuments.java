package dev.latchkey.internal.file;

import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Generates random documents, reproducible by seed. */
final class RandomDocuments {

    private final Random random;

    RandomDocuments(long seed) {
        this.random = new Random(seed);
    }

    AccessDocument next() {
        List<Policy> reusable = some(4, () -> policy(1));
        List<Application> applications = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            applications.add(application(i, reusable));
        }
        return new AccessDocument(
                new AccessConfiguration(
                        organization(), applications, reusable, some(2, this::group), some(2, this::ipList)),
                some(6, this::token));
    }

    private Organization organization() {
        return Organization.builder()
                .name(text())
                .authDomain("team" + random.nextInt() + ".example.com")
                .sessionDuration(duration())
                .strictServiceTokenAuth(random.nextBoolean())
                .denyUnmatchedRequests(random.nextBoolean())
                .explainDenials(random.nextBoolean())
                .alwaysSecureCookie(random.nextBoolean())
                .allowUrlAmbiguities(some(3, () -> any(UrlAmbiguity.values())))
                .serviceTokenInactivity(
                        new Inactivity(random.nextBoolean(), 30 + random.nextInt(336), any(Inactivity.Action.values())))
                .keyRotationInterval(Duration.ofDays(21 + random.nextInt(345)))
                .trustedProxies(some(2, () -> CidrBlock.parse("10.0.0.0/8")))
                .build();
    }

    private RuleGroup group() {
        Policy.Decision decision = Policy.Decision.ALLOW;
        RuleGroup.Builder group = RuleGroup.builder("group " + random.nextInt())
                .id(uuid())
                .include(rule(decision))
                .include(rule(decision))
                .createdAt(maybe(this::moment))
                .updatedAt(maybe(this::moment));
        some(2, () -> rule(decision)).forEach(group::require);
        some(2, () -> rule(decision)).forEach(group::exclude);
        return group.build();
    }

    private IpList ipList() {
        return IpList.builder("list " + random.nextInt())
                .id(uuid())
                .description(maybe(() -> "description " + random.nextInt()))
                .entries(some(
                        3,
                        () -> new IpList.Entry(
                                CidrBlock.parse("203.0.113.0/24"), maybe(() -> "entry " + random.nextInt()))))
                .createdAt(maybe(this::moment))
                .updatedAt(maybe(this::moment))
                .build();
    }

    private Application application(int number, List<Policy> reusable) {
        boolean cors = random.nextBoolean();
        Application.Builder application = Application.named("application " + number)
                .domain("a" + number + ".example.com/x")
                .sessionDuration(maybe(this::duration))
                .readServiceTokensFromHeader(maybe(() -> "X-Header-" + random.nextInt(100)))
                .singleHeaderSchemes(List.of(any(SingleHeaderScheme.values()), any(SingleHeaderScheme.values())))
                .anyValidServiceToken(random.nextBoolean())
                .exposeCredentials(random.nextBoolean())
                .sharedCaching(random.nextBoolean())
                .serviceAuth401Redirect(random.nextBoolean())
                .httpOnlyCookie(random.nextBoolean())
                .sameSite(any(SameSite.values()))
                .pathCookie(random.nextBoolean())
                .optionsPreflightBypass(!cors && random.nextBoolean())
                .corsHeaders(cors ? cors() : null)
                .customDenyMessage(maybe(this::text))
                .otherMembers(object(3))
                .createdAt(maybe(this::moment))
                .updatedAt(maybe(this::moment))
                .sessionsRevokedAt(maybe(this::moment));
        some(2, () -> application.domain("*.b" + number + ".example.com/" + random.nextInt(100) + "/*"));
        if (random.nextBoolean()) {
            application.id(uuid()).aud(digest());
        }
        int precedence = 0;
        List<Policy> unused = new ArrayList<>(reusable);
        Collections.shuffle(unused, random);
        for (int i = random.nextInt(4); i > 0; i--) {
            precedence += 1 + random.nextInt(3);
            application.policy(
                    unused.isEmpty() || random.nextBoolean()
                            ? policy(precedence)
                            : unused.remove(0).toBuilder()
                                    .precedence(precedence)
                                    .build());
        }
        return application.build();
    }

    /** Returns settings that say something: others mean the same as none. */
    private CorsHeaders cors() {
        CorsHeaders cors = new CorsHeaders(
                random.nextBoolean(),
                random.nextBoolean(),
                false,
                random.nextBoolean(),
                some(2, () -> "X-" + random.nextInt(9)),
                some(2, () -> "GET"),
                some(2, () -> "https://app.example.com"),
                maybe(() -> random.nextInt(86_400)));
        return cors.equals(CorsHeaders.builder().build()) ? cors() : cors;
    }

    private Policy policy(int precedence) {
        Policy.Decision decision = any(Policy.Decision.values());
        Policy.Builder policy = Policy.builder("policy " + random.nextInt() + text(), decision)
                .id(uuid())
                .precedence(precedence)
                .sessionDuration(maybe(this::duration))
                .createdAt(maybe(this::moment))
                .updatedAt(maybe(this::moment))
                .include(rule(decision));
        some(2, () -> policy.include(rule(decision)));
        some(2, () -> policy.require(rule(decision)));
        some(2, () -> policy.exclude(rule(decision)));
        return policy.build();
    }

    private Rule rule(Policy.Decision decision) {
        boolean anonymous = decision == Policy.Decision.BYPASS;
        boolean anything = decision == Policy.Decision.ALLOW;
        return switch (random.nextInt(anonymous ? 2 : anything ? 5 : 4)) {
            case 0 -> new Rule.Everyone();
            case 1 -> new Rule.Ip(CidrBlock.parse(any("203.0.113.0/24", "2001:db8::/32", "10.0.0.1")));
            case 2 -> new Rule.OneServiceToken(uuid());
            case 3 -> new Rule.AnyValidServiceToken();
            default -> new Rule.Unevaluated("email_domain", object(2));
        };
    }

    private ServiceToken token() {
        ServiceToken.Builder token = ServiceToken.builder("client" + random.nextInt() + any(".access", "=", "/~"))
                .digest(SecretDigest.parse(any("sha256:", "hmac-sha256:", "") + digest()))
                .enabled(random.nextBoolean())
                .clientSecretVersion(1 + random.nextInt(9))
                .duration(maybe(this::duration))
                .expiresAt(any(moment(), ServiceToken.FOREVER))
                .createdAt(maybe(this::moment))
                .updatedAt(maybe(this::moment))
                .lastSeenAt(maybe(this::moment))
                .roles(some(3, this::text));
        if (random.nextBoolean()) {
            token.id(uuid()).name("name " + text());
        }
        if (random.nextBoolean()) {
            token.previous(SecretDigest.parse(digest()), moment());
        }
        return token.build();
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.put("x" + random.nextInt(100) + text(), value(depth));
        }
        return members;
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> text();
            case 3 -> random.nextInt();
            case 4 -> random.nextLong();
            case 5 -> new BigInteger(200, random).negate();
            case 6 -> new BigDecimal(new BigInteger(90, random), any(-40, -3, 1, 7, 40));
            case 7 -> object(depth - 1);
            default -> some(3, () -> random.nextBoolean() ? text() : "");
        };
    }

    private String text() {
        return any("plain", "with \"quotes\" \\ / and ~", "Größe 尺寸 😀", "line\nbreak\t\u0001\u2028", "</script>", " ");
    }

    private Duration duration() {
        return Duration.ofSeconds(
                1 + random.nextInt(100_000_000), random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    }

    private Instant moment() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private String digest() {
        return String.format("%016x", random.nextLong()).repeat(4);
    }

    private <E> List<E> some(int most, Supplier<E> one) {
        List<E> all = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            all.add(one.get());
        }
        return all;
    }

    private <E> E maybe(Supplier<E> one) {
        return random.nextBoolean() ? one.get() : null;
    }

    @SafeVarargs
    private <E> E any(E... all) {
        return all[random.nextInt(all.length)];
    }
}
