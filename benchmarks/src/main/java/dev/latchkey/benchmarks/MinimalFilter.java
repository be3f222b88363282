package dev.latchkey.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** The least that checks a pair at all: a map, SHA-256, a comparison in constant time. The yardstick. */
public final class MinimalFilter implements Filter {

    private final Map<String, byte[]> digests;

    /** @param digests the SHA-256 of each secret, by Client ID */
    public MinimalFilter(Map<String, byte[]> digests) {
        this.digests = digests;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        byte[] stored = digests.get(http.getHeader("CF-Access-Client-Id"));
        String secret = http.getHeader("CF-Access-Client-Secret");
        if (stored != null && secret != null && MessageDigest.isEqual(stored, sha256(secret))) {
            chain.doFilter(request, response);
        } else {
            ((HttpServletResponse) response).setStatus(401);
        }
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
