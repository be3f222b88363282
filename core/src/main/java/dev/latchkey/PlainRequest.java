package dev.latchkey;

import dev.latchkey.internal.matching.UrlReading;
import dev.latchkey.model.RequestHeaders;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of plain values, for tests and for adapters to servers without servlets. Not thread-safe until it is
 * complete.
 *
 * {@snippet :
 * AccessDecision decision = gate.decide(PlainRequest.get("https://app.example.com/jobs")
 *         .header("CF-Access-Client-Id", token.clientId())
 *         .header("CF-Access-Client-Secret", token.secret().reveal()));
 * }
 */
public final class PlainRequest implements AccessRequest, RequestHeaders {

    private static final Pattern NAME_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+)(?::[0-9]*)?");

    private final String method;
    private final String host;
    private final String rawPath;
    private final boolean secure;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String remoteAddress = "127.0.0.1";
    private @Nullable X509Certificate clientCertificate;

    private PlainRequest(String method, String host, String rawPath, boolean secure) {
        this.method = method;
        this.host = host;
        this.rawPath = rawPath;
        this.secure = secure;
    }

    /** Creates a GET request. */
    public static PlainRequest get(String url) {
        return of("GET", url);
    }

    /**
     * Creates a request.
     *
     * @param url an absolute URL, for example {@code https://app.example.com/jobs}; port and query are removed
     * @throws IllegalArgumentException if the URL is not absolute
     */
    public static PlainRequest of(String method, String url) {
        URI uri = URI.create(url);
        String host = host(uri);
        if (host == null) {
            throw new IllegalArgumentException("must be an absolute URL with a host");
        }
        String path = uri.getRawPath();
        return new PlainRequest(method, host, path.isEmpty() ? "/" : path, "https".equals(uri.getScheme()));
    }

    /** Returns the host, also with an underscore, which {@link URI} does not accept. */
    private static @Nullable String host(URI uri) {
        if (uri.getHost() != null || !uri.isAbsolute() || uri.getRawAuthority() == null) {
            return uri.getHost();
        }
        Matcher authority = NAME_AND_PORT.matcher(uri.getRawAuthority());
        return authority.matches() ? authority.group(1) : null;
    }

    /** Adds a header. Headers with the same name are not joined. */
    public PlainRequest header(String name, String value) {
        headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    /** Sets the address at the other end of the connection; {@code 127.0.0.1} by default. */
    public PlainRequest from(String address) {
        this.remoteAddress = address;
        return this;
    }

    /** Sets the client's certificate, which counts as verified; null, the default, for none. */
    public PlainRequest clientCertificate(@Nullable X509Certificate certificate) {
        this.clientCertificate = certificate;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public String path() {
        String path = UrlReading.decode(rawPath);
        if (path == null) {
            throw new IllegalStateException("the path cannot be decoded");
        }
        return path;
    }

    @Override
    public RequestHeaders headers() {
        return this;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public @Nullable X509Certificate clientCertificate() {
        return clientCertificate;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public Enumeration<String> names() {
        return Collections.enumeration(headers.keySet());
    }

    @Override
    public Enumeration<String> values(String name) {
        return Collections.enumeration(headers.getOrDefault(name, List.of()));
    }
}
