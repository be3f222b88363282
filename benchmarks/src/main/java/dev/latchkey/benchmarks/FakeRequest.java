package dev.latchkey.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A request as light as one can be, so that what is measured is the filter. Used by one thread. */
final class FakeRequest extends HttpServletRequestWrapper {

    private final String path;
    private final String[] names;
    private final String[] values;
    private final Map<String, Object> attributes = new HashMap<>();

    /**
     * @param path what is asked for
     * @param headers names and values by turns
     */
    FakeRequest(String path, String... headers) {
        super(nothing());
        this.path = path;
        this.names = new String[headers.length / 2];
        this.values = new String[headers.length / 2];
        for (int i = 0; i < names.length; i++) {
            names[i] = headers[2 * i];
            values[i] = headers[2 * i + 1];
        }
    }

    /** Returns what a client sends, with these names and values in addition. */
    static FakeRequest usual(String path, String... credentials) {
        String[] usual = {
            "Host", "app.example.com",
            "User-Agent", "curl/8.5.0",
            "Accept", "*/*",
            "Accept-Encoding", "gzip",
            "X-Request-Id", "5f0c1a9e"
        };
        String[] headers = new String[usual.length + credentials.length];
        System.arraycopy(usual, 0, headers, 0, usual.length);
        System.arraycopy(credentials, 0, headers, usual.length, credentials.length);
        return new FakeRequest(path, headers);
    }

    private static HttpServletRequest nothing() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FakeRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, args) -> {
                    throw new IllegalStateException("the fake request has no " + method.getName());
                });
    }

    /** Makes it a request that was not looked at yet. */
    FakeRequest fresh() {
        attributes.clear();
        return this;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getServerName() {
        return "app.example.com";
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public String getRemoteAddr() {
        return "127.0.0.1";
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public @Nullable String getHeader(String name) {
        Enumeration<String> found = getHeaders(name);
        return found.hasMoreElements() ? found.nextElement() : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return new Values(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return new Values(null);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    /** The values of one header, or all names. */
    private final class Values implements Enumeration<String> {

        private final @Nullable String wanted;
        private int next;

        Values(@Nullable String wanted) {
            this.wanted = wanted;
            skip();
        }

        private void skip() {
            while (wanted != null && next < names.length && !names[next].equalsIgnoreCase(wanted)) {
                next++;
            }
        }

        @Override
        public boolean hasMoreElements() {
            return next < names.length;
        }

        @Override
        public String nextElement() {
            if (next >= names.length) {
                throw new NoSuchElementException();
            }
            String element = wanted == null ? names[next] : values[next];
            next++;
            skip();
            return element;
        }
    }
}
