package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some of the service tokens that match a query. Immutable.
 *
 * @param tokens those from the query's offset on, up to its limit; none past the end
 * @param totalCount how many match, offset and limit aside
 */
public record ServiceTokenPage(List<ServiceToken> tokens, long totalCount) {

    /** Copies the list. */
    public ServiceTokenPage {
        tokens = List.copyOf(tokens);
    }

    /** Returns those of {@code all}, each with its {@code lastSeenAt}, that are asked for, in the same order. */
    public static ServiceTokenPage of(Stream<ServiceToken> all, ServiceTokenQuery query) {
        List<ServiceToken> matching = all.filter(query::matches).toList();
        List<ServiceToken> page =
                matching.stream().skip(query.offset()).limit(query.limit()).toList();
        return new ServiceTokenPage(page, matching.size());
    }
}
