package dev.latchkey.store.jdbc;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.testing.AccessStoreContractTest;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The store contract on each database. */
abstract class JdbcStoreTest extends AccessStoreContractTest {

    private final SqlDialect dialect;
    private TestDatabase database;
    private JdbcStore store;

    JdbcStoreTest(SqlDialect dialect) {
        this.dialect = dialect;
    }

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(dialect);
        store = database.store().open();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
        if (database != null) {
            database.close();
        }
    }

    @Override
    protected AccessStore store() {
        return store;
    }

    @Override
    protected void change(UnaryOperator<AccessDocument> change) throws Exception {
        store.change(draft -> {
            // Nobody writes meanwhile, so searches return the latest state.
            AccessDocument before = new AccessDocument(
                    draft.configuration(),
                    store.serviceTokens(ServiceTokenQuery.ALL).tokens());
            AccessDocument after = change.apply(before);
            for (ServiceToken token : before.serviceTokens()) {
                if (after.serviceToken(token.id()) == null) {
                    draft.remove(token.id());
                }
            }
            for (ServiceToken token : after.serviceTokens()) {
                draft.put(token);
            }
            draft.put(after.configuration());
            return null;
        });
    }
}
