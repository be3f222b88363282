package dev.latchkey.it.boot.scanned;

import dev.latchkey.it.app.FilterRegistrar;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;

/** A filter of the user's that a scan finds and that hands everything to Latchkey's. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class ScannedFilter implements Filter {

    private final AccessFilter filter = FilterRegistrar.filter();

    @Override
    public void init(FilterConfig config) throws ServletException {
        filter.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        filter.doFilter(request, response, chain);
    }

    @Override
    public void destroy() {
        filter.destroy();
    }
}
