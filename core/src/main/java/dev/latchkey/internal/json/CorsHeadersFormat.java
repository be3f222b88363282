package dev.latchkey.internal.json;

import dev.latchkey.model.CorsHeaders;
import java.util.List;
import java.util.Map;

/** Reads and writes {@code cors_headers}. Stateless. */
final class CorsHeadersFormat {

    static final Catalogue<CorsHeaders, CorsHeaders.Builder> MEMBERS = new Catalogue<>(
            CorsHeaders.builder().build(),
            List.of(
                    new Member<>(
                            "allow_all_headers",
                            Kind.FLAG,
                            CorsHeaders::allowAllHeaders,
                            CorsHeaders.Builder::allowAllHeaders,
                            "every header that the preflight asks for is allowed"),
                    new Member<>(
                            "allow_all_methods",
                            Kind.FLAG,
                            CorsHeaders::allowAllMethods,
                            CorsHeaders.Builder::allowAllMethods,
                            "every method that the preflight asks for is allowed"),
                    new Member<>(
                            "allow_all_origins",
                            Kind.FLAG,
                            CorsHeaders::allowAllOrigins,
                            CorsHeaders.Builder::allowAllOrigins,
                            "every origin is allowed"),
                    new Member<>(
                            "allow_credentials",
                            Kind.FLAG,
                            CorsHeaders::allowCredentials,
                            CorsHeaders.Builder::allowCredentials,
                            "cookies are allowed; not together with all origins"),
                    new Member<>(
                            "allowed_headers",
                            Kind.TEXTS,
                            CorsHeaders::allowedHeaders,
                            CorsHeaders.Builder::allowedHeaders,
                            "the allowed headers"),
                    new Member<>(
                            "allowed_methods",
                            Kind.TEXTS,
                            CorsHeaders::allowedMethods,
                            CorsHeaders.Builder::allowedMethods,
                            "the allowed methods"),
                    new Member<>(
                            "allowed_origins",
                            Kind.TEXTS,
                            CorsHeaders::allowedOrigins,
                            CorsHeaders.Builder::allowedOrigins,
                            "the allowed origins, compared exactly"),
                    new Member<>(
                            "max_age",
                            Kind.WHOLE_NUMBER,
                            CorsHeaders::maxAge,
                            CorsHeaders.Builder::maxAge,
                            "how many seconds the answer may be cached; -1 for not at all")),
            // The application remembers how the whole object was written.
            cors -> Map.of(),
            (out, written) -> {});

    static final Kind<CorsHeaders> KIND = Kind.object(MEMBERS, CorsHeaders::builder, CorsHeaders.Builder::build);

    private CorsHeadersFormat() {}
}
