package dev.latchkey.model;

import org.jspecify.annotations.Nullable;

/** The header in which trusted proxies say whom they speak for. */
public enum ForwardedHeader {
    /** {@code X-Forwarded-For}: addresses with commas between them, the nearest last. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** {@code Forwarded} (RFC 7239), of which {@code for} counts. */
    FORWARDED("Forwarded");

    private final String headerName;

    ForwardedHeader(String headerName) {
        this.headerName = headerName;
    }

    /** {@return the header's name, which also stands for it in {@code forwarded_header}} */
    public String headerName() {
        return headerName;
    }

    /** {@return the header with this name in any letter case, or null} */
    public static @Nullable ForwardedHeader ofName(String name) {
        for (ForwardedHeader each : values()) {
            if (each.headerName.equalsIgnoreCase(name)) {
                return each;
            }
        }
        return null;
    }
}
