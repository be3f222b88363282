package dev.latchkey.servlet;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.latchkey.AccessDecision;
import dev.latchkey.internal.json.AsciiJson;
import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.model.Application;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms of a denial's body (request contract, section 3). */
enum DenialBody {
    /** Problem details (RFC 9457), the default. */
    PROBLEM_JSON("application/problem+json") {
        @Override
        String text(int status, String detail, String reference, @Nullable String reason) {
            return "{\"type\":\"about:blank\",\"title\":\"" + title(status) + "\",\"status\":" + status + ",\"detail\":"
                    + (PLAIN.containsAll(detail) ? '"' + detail + '"' : AsciiJson.text(TextNode.valueOf(detail)))
                    + ",\"reference\":\"" + reference + "\""
                    + (reason == null ? "" : ",\"reason\":\"" + reason + "\"") + "}";
        }
    },
    /** Text for terminals. */
    PLAIN_TEXT("text/plain;charset=utf-8") {
        @Override
        String text(int status, String detail, String reference, @Nullable String reason) {
            return status + " " + title(status) + "\n" + detail + "\nReference: " + reference + "\n"
                    + (reason == null ? "" : "Reason: " + reason + "\n");
        }
    },
    /** A page for browsers, without scripts and external resources. */
    HTML("text/html;charset=utf-8") {
        @Override
        String text(int status, String detail, String reference, @Nullable String reason) {
            String heading = status + " " + title(status);
            return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + heading
                    + "</title></head>\n<body><h1>" + heading + "</h1>\n<p>" + escaped(detail)
                    + "</p>\n<p>Reference: <code>" + escaped(reference) + "</code></p>\n"
                    + (reason == null ? "" : "<p>Reason: <code>" + reason + "</code></p>\n") + "</body></html>\n";
        }
    };

    /** Characters that need no escape in JSON and in HTML. */
    private static final AsciiSet PLAIN = AsciiSet.lettersAnd(" !#$%()*+,-./:;=?@[]^_`{|}~");

    private final String contentType;

    DenialBody(String contentType) {
        this.contentType = contentType;
    }

    /**
     * Chooses the form by the media types that {@code Accept} names: JSON, then HTML, then plain text. JSON is the
     * default. Weights and wildcards are ignored, as RFC 9110, section 12.5.1, allows.
     */
    static DenialBody choose(@Nullable Enumeration<String> accept) {
        // A container may return null (Servlet API, getHeaders).
        String ranges =
                accept == null ? "" : String.join(",", Collections.list(accept)).toLowerCase(Locale.ROOT);
        if (!ranges.contains("text/")) {
            return PROBLEM_JSON;
        }
        Set<String> named = new HashSet<>();
        for (String range : ranges.split(",", -1)) {
            named.add(range.split(";", 2)[0].strip());
        }
        if (named.contains("application/json") || named.contains("application/problem+json")) {
            return PROBLEM_JSON;
        } else if (named.contains("text/html")) {
            return HTML;
        }
        return named.contains("text/plain") ? PLAIN_TEXT : PROBLEM_JSON;
    }

    /** Returns the value of {@code Content-Type}. */
    String contentType() {
        return contentType;
    }

    /** Returns the body. All causes of a 401 look alike to a client; only the reference differs. */
    String render(AccessDecision.Denied denied) {
        int status = denied.status();
        String reference = denied.denial().reference();
        String reason = denied.denial().explained() ? denied.reason().word() : null;
        String custom = customMessage(denied);
        return text(status, custom == null ? detail(status) : custom, reference, reason);
    }

    abstract String text(int status, String detail, String reference, @Nullable String reason);

    private static @Nullable String customMessage(AccessDecision.Denied denied) {
        Application application = denied.application();
        return denied instanceof AccessDecision.Forbidden && application != null
                ? application.settings().customDenyMessage()
                : null;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            default -> "Service Unavailable";
        };
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "The path of the URL can be read in more than one way.";
            case 401 -> "A valid service token is required.";
            case 403 -> "Access is not allowed.";
            default -> "Access cannot be checked at the moment. Try again later.";
        };
    }

    /** Escapes everything except plain ASCII, so that the page reads the same in any encoding. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c == '\n' || (c < 128 && PLAIN.contains((char) c))) {
                out.appendCodePoint(c);
            } else {
                out.append("&#").append(c).append(';');
            }
        });
        return out.toString();
    }
}
