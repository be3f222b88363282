package dev.latchkey.examples.quickstart;

/**
 * A JDBC URL with user and password, masked when it is printed. Immutable.
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

    /** Returns a masked URL. */
    @Override
    public String toString() {
        return "jdbc:…";
    }
}
