package dev.latchkey.store.jdbc;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names a database for people, without its user and password. Stateless. */
final class DatabaseLocation {

    /** A JDBC URL up to its parameters. There is no {@code =} before them, and no {@code @} anywhere. */
    private static final Pattern PLAIN =
            Pattern.compile("(jdbc:[a-z0-9]+:[A-Za-z0-9:/._,~\\[\\]-]{1,200})(?:[?;][^@]*)?", Pattern.DOTALL);

    private DatabaseLocation() {}

    /** Returns the kind of database, with its URL if that is safe to print. It throws nothing. */
    static String of(BoundedConnection db) {
        String kind = "the database (" + db.dialect().wireName() + ")";
        try {
            String url = plain(db.connection().getMetaData().getURL());
            return url == null ? kind : "the database " + url;
        } catch (SQLException | RuntimeException e) {
            return kind;
        }
    }

    /** Returns the URL without parameters, or null if it may contain a user or password. */
    static @Nullable String plain(@Nullable String url) {
        Matcher matcher = PLAIN.matcher(url == null ? "" : url);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
