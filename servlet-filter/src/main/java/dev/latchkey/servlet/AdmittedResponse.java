package dev.latchkey.servlet;

import dev.latchkey.AnswerCaching;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response that stays private and varies by the deciding headers, whatever the app sets (request contract, section 3,
 * "Caching"). It changes nothing until {@link #restrict} receives a restriction. Not thread-safe.
 *
 * <p>The servlet API has no hook before a response is committed. So the headers are set on the container's response
 * before the app runs, and merged with each one that the app sets. The app sees only its own: code that adds {@code
 * no-store} if there is no {@code Cache-Control} would otherwise skip it.
 */
final class AdmittedResponse extends HttpServletResponseWrapper {

    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String VARY = "Vary";

    private AnswerCaching caching = AnswerCaching.UNRESTRICTED;
    private @Nullable String cookie;

    /** What the app set, or null. */
    private @Nullable String cacheControl;

    private @Nullable String vary;

    /** Whether a restriction came during an include, when some containers ignore headers. */
    private boolean pending;

    AdmittedResponse(HttpServletResponse response) {
        super(response);
    }

    /** Returns the outermost wrapper of this class around the container's response, or null. */
    static @Nullable AdmittedResponse in(ServletResponse response) {
        ServletResponse each = response;
        while (each instanceof ServletResponseWrapper wrapper) {
            if (each instanceof AdmittedResponse admitted) {
                return admitted;
            }
            each = wrapper.getResponse();
        }
        return null;
    }

    /** Returns the container's own response, without other filters' wrappers but with the same restriction. */
    static ServletResponse aroundContainers(ServletResponse response) {
        ServletResponse container = response;
        while (container instanceof ServletResponseWrapper wrapper) {
            container = wrapper.getResponse();
        }
        AdmittedResponse known = in(response);
        if (known == null || !(container instanceof HttpServletResponse http)) {
            return container;
        } else if (known.getResponse() == container) {
            return known;
        }
        AdmittedResponse own = new AdmittedResponse(http);
        own.cookie = known.cookie;
        own.restrict(known.caching, DispatcherType.REQUEST);
        return own;
    }

    /** Sets a session cookie that survives {@link #reset}. */
    void setCookie(String setCookie) {
        cookie = setCookie;
        super.addHeader("Set-Cookie", setCookie);
    }

    /**
     * Adds a restriction to those that already apply. Returns false if it is too late: the response was committed with
     * headers that let a shared cache keep it.
     */
    boolean restrict(AnswerCaching more, DispatcherType dispatch) {
        AnswerCaching before = caching;
        if (isCommitted()) {
            return before.restricted() || !more.restricted() || wasSentPrivate();
        }
        caching = before.and(more);
        if (!caching.restricted()) {
            return true;
        }
        boolean changed = caching != before;
        pending |= changed && dispatch == DispatcherType.INCLUDE;
        // Jetty removes these headers before it dispatches to an error page.
        if (!before.restricted() || dispatch == DispatcherType.ERROR) {
            adoptHeaders();
            writeHeaders();
        } else if (changed) {
            writeHeaders();
        }
        return true;
    }

    /** Another object of this class, or the app, may have restricted the response before it was committed. */
    private boolean wasSentPrivate() {
        return AnswerCaching.isPrivate(String.join(", ", super.getHeaders(CACHE_CONTROL)))
                && super.getHeaderNames().stream()
                        .filter(AnswerCaching::outranksCacheControl)
                        .allMatch(name -> super.getHeaders(name).stream().allMatch(SharedCaches.refusal(name)::equals));
    }

    /** Repeats a restriction that the container ignored during an include. */
    void settle() {
        if (pending) {
            pending = false;
            SharedCaches.overrule((HttpServletResponse) getResponse());
            writeHeaders();
        }
    }

    /**
     * Takes over headers that an earlier filter, or the app on an earlier dispatch, set on the container's response.
     */
    private void adoptHeaders() {
        cacheControl = null;
        vary = null;
        boolean outranked = false;
        for (String name : super.getHeaderNames()) {
            if (CACHE_CONTROL.equalsIgnoreCase(name)) {
                String value = String.join(", ", super.getHeaders(name));
                cacheControl = value.equals(caching.cacheControl(null)) ? null : value;
            } else if (VARY.equalsIgnoreCase(name)) {
                vary = caching.saidOfVary(String.join(", ", super.getHeaders(name)));
            } else {
                outranked |= AnswerCaching.outranksCacheControl(name);
            }
        }
        if (outranked) {
            SharedCaches.overrule((HttpServletResponse) getResponse());
        }
    }

    private void writeHeaders() {
        writeCacheControl(cacheControl);
        writeVary(vary);
    }

    private void writeCacheControl(@Nullable String byApp) {
        cacheControl = byApp;
        super.setHeader(CACHE_CONTROL, caching.cacheControl(byApp));
    }

    private void writeVary(@Nullable String byApp) {
        vary = byApp;
        super.setHeader(VARY, caching.vary(byApp));
    }

    @Override
    public void reset() {
        super.reset();
        cacheControl = null;
        vary = null;
        if (caching.restricted()) {
            writeHeaders();
        }
        if (cookie != null) {
            super.addHeader("Set-Cookie", cookie);
        }
    }

    /**
     * Sends 204 and 304 without the container's error handling. Jetty removes {@code Cache-Control} and {@code Vary}
     * before an error; these statuses have no error page to restore them, and a cache may merge a 304 into a stored
     * response.
     */
    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        if (!sentWithoutBody(status)) {
            super.sendError(status, message);
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        if (!sentWithoutBody(status)) {
            super.sendError(status);
        }
    }

    private boolean sentWithoutBody(int status) throws IOException {
        if (!caching.restricted() || isCommitted() || (status != SC_NO_CONTENT && status != SC_NOT_MODIFIED)) {
            return false;
        }
        resetBuffer();
        setStatus(status);
        flushBuffer();
        return true;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!governs(name)) {
            super.setHeader(name, value);
        } else if (CACHE_CONTROL.equalsIgnoreCase(name)) {
            writeCacheControl(value);
        } else if (VARY.equalsIgnoreCase(name)) {
            writeVary(value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (!governs(name)) {
            super.addHeader(name, value);
        } else if (value != null) {
            String before = said(name);
            setHeader(name, before == null ? value : before + ", " + value);
        }
    }

    /** Ignores dates for governed headers. */
    @Override
    public void setDateHeader(String name, long date) {
        if (!governs(name)) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        if (!governs(name)) {
            super.addDateHeader(name, date);
        }
    }

    /** Ignores numbers for governed headers. */
    @Override
    public void setIntHeader(String name, int value) {
        if (!governs(name)) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!governs(name)) {
            super.addIntHeader(name, value);
        }
    }

    @Override
    public boolean containsHeader(String name) {
        return governs(name) ? getHeader(name) != null : super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return governs(name) ? said(name) : super.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        if (!governs(name)) {
            return super.getHeaders(name);
        }
        String said = said(name);
        return said == null ? List.of() : List.of(said);
    }

    @Override
    public Collection<String> getHeaderNames() {
        Collection<String> names = super.getHeaderNames();
        return !caching.restricted()
                ? names
                : names.stream()
                        .filter(name -> !governs(name) || said(name) != null)
                        .toList();
    }

    /** Removes governed headers from trailers, as some caches merge trailers into the headers. */
    @Override
    public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
        super.setTrailerFields(supplier == null ? null : () -> withoutGoverned(supplier.get()));
    }

    private @Nullable Map<String, String> withoutGoverned(@Nullable Map<String, String> trailers) {
        if (trailers == null || !caching.restricted()) {
            return trailers;
        }
        Map<String, String> left = new LinkedHashMap<>(trailers);
        left.keySet().removeIf(this::governs);
        return left;
    }

    private @Nullable String said(String name) {
        return CACHE_CONTROL.equalsIgnoreCase(name) ? cacheControl : VARY.equalsIgnoreCase(name) ? vary : null;
    }

    /** Returns whether a header is merged with the restriction. */
    private boolean governs(@Nullable String name) {
        return caching.restricted()
                && name != null
                && (CACHE_CONTROL.equalsIgnoreCase(name)
                        || VARY.equalsIgnoreCase(name)
                        || AnswerCaching.outranksCacheControl(name));
    }
}
