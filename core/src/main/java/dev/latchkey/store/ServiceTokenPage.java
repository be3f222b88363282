package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.util.List;
import java.util.stream.Stream;

/**
 * One page of the service tokens that match a query. Immutable.
 *
 * @param tokens the tokens from the query's offset, up to its limit; empty past the end
 * @param totalCount the number of all matches
 */
public record ServiceTokenPage(List<ServiceToken> tokens, long totalCount) {

    /** Copies the list. */
    public ServiceTokenPage {
        tokens = List.copyOf(tokens);
    }

    /**
     * Returns the page of {@code all} that the query selects, in the same order. Each token must have its {@code
     * lastSeenAt}.
     */
    public static ServiceTokenPage of(Stream<ServiceToken> all, ServiceTokenQuery query) {
        List<ServiceToken> matching = all.filter(query::matches).toList();
        List<ServiceToken> page =
                matching.stream().skip(query.offset()).limit(query.limit()).toList();
        return new ServiceTokenPage(page, matching.size());
    }
}
