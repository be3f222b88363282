package dev.latchkey.it.suite;

import java.nio.charset.StandardCharsets;

/**
 * One request of the corpus.
 *
 * @param kind what is odd about it, as the report counts it
 * @param raw all of it, in ISO 8859-1
 * @param halfClose whether our side must close after it
 */
record Attack(int number, String kind, Credential credential, String raw, boolean halfClose) {

    static final String CASE = "X-Case";

    byte[] bytes() {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The same from a template in which {@code @CASE@} stands for the number. */
    static Attack of(int number, String kind, Credential credential, String template, boolean halfClose) {
        return new Attack(
                number, kind, credential, template.replace("@CASE@", CASE + ": " + number + "\r\n"), halfClose);
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
