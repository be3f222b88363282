package dev.latchkey.it.app;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The ways in which frameworks turn a request into the path that they match on, context path excluded. */
enum Reading {
    /** Servlet path and path info, as most servlets do. */
    PATH {
        @Override
        String of(HttpServletRequest request) {
            return orEmpty(request.getServletPath()) + orEmpty(request.getPathInfo());
        }
    },
    /** The URI as it was sent, split, and each segment decoded: Spring's {@code PathPattern}, Jersey. */
    SEGMENTS {
        @Override
        String of(HttpServletRequest request) {
            List<String> segments = new ArrayList<>();
            for (String segment : inside(request).split("/", -1)) {
                segments.add(decode(withoutParameters(segment)));
            }
            return String.join("/", segments);
        }
    },
    /** The URI as it was sent, compared as it is. */
    RAW {
        @Override
        String of(HttpServletRequest request) {
            return inside(request);
        }
    },
    /** The URI as it was sent, decoded, cleaned and resolved: {@code UrlPathHelper} and many older frameworks. */
    SANITIZED {
        @Override
        String of(HttpServletRequest request) {
            return resolved(decode(withoutAllParameters(inside(request))).replace('\\', '/'));
        }
    },
    /** As above, but resolved before it is decoded. */
    RESOLVED_FIRST {
        @Override
        String of(HttpServletRequest request) {
            return decode(resolved(withoutAllParameters(inside(request))));
        }
    },
    /** The URL rather than the URI: what builds a {@code java.net.URI} first. */
    URL {
        @Override
        String of(HttpServletRequest request) {
            String url = request.getRequestURL().toString();
            int path = url.indexOf('/', url.indexOf("://") + 3);
            return path < 0 ? "/" : decode(withoutAllParameters(stripContext(request, url.substring(path))));
        }
    },
    /** Decoded once more than it should be. */
    TWICE {
        @Override
        String of(HttpServletRequest request) {
            return resolved(
                    decode(decode(withoutAllParameters(inside(request)))).replace('\\', '/'));
        }
    },
    /** The path that was included, in an include; the servlet path and path info otherwise. */
    INCLUDED {
        @Override
        String of(HttpServletRequest request) {
            Object path = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
            Object info = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
            return path == null ? PATH.of(request) : path + (info == null ? "" : info.toString());
        }
    };

    abstract String of(HttpServletRequest request);

    private static String inside(HttpServletRequest request) {
        return stripContext(request, orEmpty(request.getRequestURI()));
    }

    private static String stripContext(HttpServletRequest request, String uri) {
        String context = orEmpty(request.getContextPath());
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }

    private static String withoutParameters(String segment) {
        int at = segment.indexOf(';');
        return at < 0 ? segment : segment.substring(0, at);
    }

    private static String withoutAllParameters(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(withoutParameters(segment));
        }
        return String.join("/", segments);
    }

    private static String resolved(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    /** Lenient, as the worst of them are: an escape that is none is left as it is. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < all.length; i++) {
            int high = all[i] == '%' && i + 2 < all.length ? Character.digit(all[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(all[i + 2], 16);
            if (low < 0) {
                octets.write(all[i]);
            } else {
                octets.write(high << 4 | low);
                i += 2;
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
