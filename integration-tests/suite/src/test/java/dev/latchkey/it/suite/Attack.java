package dev.latchkey.it.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request of the corpus.
 *
 * @param kind what is odd about it, as the report counts it
 * @param raw all of it, in ISO 8859-1; of HTTP/2 the fields, with 1 after a name and 2 after a value
 * @param halfClose whether our side must close after it
 */
record Attack(int number, String kind, Credential credential, String raw, boolean halfClose, Protocol protocol) {

    /** How it is sent. */
    enum Protocol {
        HTTP_1,
        /** HTTP/2 in clear, with prior knowledge. */
        H2C,
        /** HTTP/2 over TLS. */
        H2
    }

    static final String CASE = "X-Case";

    byte[] bytes() {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same from a template in which {@code @CASE@} stands for the number. */
    static Attack of(int number, String kind, Credential credential, String template, boolean halfClose) {
        return new Attack(
                number,
                kind,
                credential,
                template.replace("@CASE@", CASE + ": " + number + "\r\n"),
                halfClose,
                Protocol.HTTP_1);
    }

    /** One of HTTP/2. */
    static Attack of(
            int number, String kind, Credential credential, List<Map.Entry<String, String>> fields, Protocol protocol) {
        StringBuilder raw = new StringBuilder();
        fields.forEach(field -> raw.append(field.getKey())
                .append('\u0001')
                .append(field.getValue())
                .append('\u0002'));
        return new Attack(number, kind, credential, raw.toString(), false, protocol);
    }

    /** The fields of one of HTTP/2. */
    List<Map.Entry<String, String>> fields() {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String field : raw.split("\u0002", -1)) {
            int end = field.indexOf('\u0001');
            if (end >= 0) {
                fields.add(Map.entry(field.substring(0, end), field.substring(end + 1)));
            }
        }
        return fields;
    }

    /** As a person can read it, with no secret in it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("#" + number + " " + kind + ", " + credential.name() + ": ");
        String shown = raw.length() > 700 ? raw.substring(0, 700) + "…" : raw;
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < ' ' || c >= 0x7f) {
                        text.append(String.format("\\x%02x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }
}
