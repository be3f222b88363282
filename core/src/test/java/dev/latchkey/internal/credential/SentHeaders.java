package dev.latchkey.internal.credential;

import dev.latchkey.model.RequestHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Headers as sent: with order, case and repetitions. */
final class SentHeaders implements RequestHeaders {

    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /** Returns headers from alternating names and values. */
    static SentHeaders of(String... namesAndValues) {
        SentHeaders headers = new SentHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.and(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    SentHeaders and(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    @Override
    public Enumeration<String> names() {
        return Collections.enumeration(fields.stream().map(Field::name).toList());
    }

    @Override
    public Enumeration<String> values(String name) {
        return Collections.enumeration(fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList());
    }
}
