package dev.latchkey;

import dev.latchkey.model.RequestHeaders;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** A request that came through trusted proxies. Its address is the client's, read on first use. For one thread. */
final class RequestThroughProxies implements AccessRequest {

    private final AccessRequest request;
    private final TrustedProxies proxies;
    private @Nullable String clientAddress;

    RequestThroughProxies(AccessRequest request, TrustedProxies proxies) {
        this.request = request;
        this.proxies = proxies;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String host() {
        return request.host();
    }

    @Override
    public String rawPath() {
        return request.rawPath();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public RequestHeaders headers() {
        return request.headers();
    }

    @Override
    public String remoteAddress() {
        String known = clientAddress;
        if (known == null) {
            known = proxies.clientAddress(request.remoteAddress(), request.headers());
            clientAddress = known;
        }
        return known;
    }

    @Override
    public boolean secure() {
        return request.secure();
    }

    @Override
    public @Nullable X509Certificate clientCertificate() {
        return request.clientCertificate();
    }
}
