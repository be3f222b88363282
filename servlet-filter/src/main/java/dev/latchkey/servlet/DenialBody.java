package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.application.Application;
import org.jspecify.annotations.Nullable;

/** The forms that the body of a denial can have (request contract, section 3). */
enum DenialBody {
    /** RFC 9457. The default. */
    PROBLEM_JSON("application/problem+json") {
        @Override
        String render(AccessDecision.Denied denied) {
            JsonText json = new JsonText()
                    .add("type", "about:blank")
                    .add("title", title(denied))
                    .add("status", denied.status())
                    .add("detail", detail(denied))
                    .add("reference", denied.denial().reference());
            String reason = reason(denied);
            return (reason == null ? json : json.add("reason", reason)).toString();
        }
    },
    /** For people with a terminal. */
    PLAIN_TEXT("text/plain;charset=utf-8") {
        @Override
        String render(AccessDecision.Denied denied) {
            String reason = reason(denied);
            return denied.status() + " " + title(denied) + "\n" + detail(denied) + "\nReference: "
                    + denied.denial().reference() + "\n" + (reason == null ? "" : "Reason: " + reason + "\n");
        }
    },
    /** For people with a browser: no script, nothing from elsewhere. */
    HTML("text/html;charset=utf-8") {
        @Override
        String render(AccessDecision.Denied denied) {
            String heading = denied.status() + " " + title(denied);
            String reason = reason(denied);
            return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + heading
                    + "</title></head>\n<body><h1>" + heading + "</h1>\n<p>" + escaped(detail(denied))
                    + "</p>\n<p>Reference: <code>" + escaped(denied.denial().reference()) + "</code></p>\n"
                    + (reason == null ? "" : "<p>Reason: <code>" + reason + "</code></p>\n") + "</body></html>\n";
        }
    };

    private final String contentType;

    DenialBody(String contentType) {
        this.contentType = contentType;
    }

    /** {@return the value of {@code Content-Type}} */
    String contentType() {
        return contentType;
    }

    /** {@return the body} To a client all causes of a 401 look alike: only the reference differs. */
    abstract String render(AccessDecision.Denied denied);

    private static String title(AccessDecision.Denied denied) {
        return switch (denied.status()) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            default -> "Service Unavailable";
        };
    }

    private static String detail(AccessDecision.Denied denied) {
        return switch (denied.status()) {
            case 400 -> "The path of the URL can be read in more than one way.";
            case 401 -> "A valid service token is required.";
            case 403 -> forbidden(denied.application());
            default -> "Access cannot be checked at the moment. Try again later.";
        };
    }

    private static String forbidden(@Nullable Application application) {
        String custom = application == null ? null : application.settings().customDenyMessage();
        return custom == null ? "Access is not allowed." : custom;
    }

    private static @Nullable String reason(AccessDecision.Denied denied) {
        return denied.denial().explained() ? denied.reason().word() : null;
    }

    /** All that is not plain becomes a number, so that the page reads the same in whatever encoding it is sent. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            boolean plain = c >= ' ' && c <= '~' && "<>&\"'".indexOf(c) < 0;
            if (plain || c == '\n') {
                out.appendCodePoint(c);
            } else {
                out.append("&#").append(c).append(';');
            }
        });
        return out.toString();
    }
}
