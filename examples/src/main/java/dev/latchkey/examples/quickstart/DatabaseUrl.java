package dev.latchkey.examples.quickstart;

/**
 * A JDBC URL with user and password, and therefore nothing to print: it tells nobody what it is but who asks.
 * Immutable.
 */
final class DatabaseUrl {

    private final String text;

    private DatabaseUrl(String text) {
        this.text = text;
    }

    static DatabaseUrl of(String text) throws StartException {
        if (!text.startsWith("jdbc:")) {
            throw new StartException(
                    "latchkey.jdbc must be a JDBC URL, such as" + " jdbc:postgresql://host/database?user=…&password=…");
        }
        return new DatabaseUrl(text);
    }

    String reveal() {
        return text;
    }

    /** Returns that there is one. */
    @Override
    public String toString() {
        return "jdbc:…";
    }
}
