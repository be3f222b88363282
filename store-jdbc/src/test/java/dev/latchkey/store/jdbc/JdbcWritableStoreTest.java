package dev.latchkey.store.jdbc;

import dev.latchkey.store.WritableStore;
import dev.latchkey.testing.WritableStoreContractTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of writable stores on each database, with two nodes. */
abstract class JdbcWritableStoreTest extends WritableStoreContractTest {

    private final SqlDialect dialect;
    private final List<JdbcStore> stores = new ArrayList<>();
    private TestDatabase database;

    JdbcWritableStoreTest(SqlDialect dialect) {
        this.dialect = dialect;
    }

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(dialect);
        another();
    }

    @AfterEach
    void close() {
        stores.forEach(JdbcStore::close);
        if (database != null) {
            database.close();
        }
    }

    @Override
    protected WritableStore store() {
        return stores.get(0);
    }

    @Override
    protected final WritableStore another() throws Exception {
        JdbcStore store = database.store().open();
        stores.add(store);
        return store;
    }
}
