package dev.latchkey.examples.quickstart;

import dev.latchkey.model.IssuedServiceToken;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * What the quick start prints: calls to paste, then the lines that scripts read.
 *
 * @param at the base URL, with a slash at the end
 * @param data the directory of its files
 * @param where the location of the configuration
 * @param issued the service token of this start
 * @param management the management API
 */
record Greeting(URI at, Path data, String where, IssuedServiceToken issued, DemoManagement management) {

    void print(PrintStream out) {
        Path cookies = data.resolve("cookies.txt");
        String whoAmI = at + "whoami";
        String pair = "-H 'CF-Access-Client-Id: %s' -H 'CF-Access-Client-Secret: %s'".formatted(clientId(), secret());
        String json = "{\"cf-access-client-id\": \"%s\", \"cf-access-client-secret\": \"%s\"}"
                .formatted(clientId(), secret());

        out.println("The pair:");
        out.printf("  curl %s %s%n%n", pair, whoAmI);
        out.println("The single header:");
        out.printf("  curl -H 'Authorization: %s' %swebhooks/whoami%n%n", json, at);
        out.println("The cookie of an earlier answer:");
        out.printf("  curl -s -o /dev/null -c '%s' %s %s%n", cookies, pair, whoAmI);
        out.printf("  curl -b '%s' %s%n%n", cookies, whoAmI);
        out.println("The applications, from the management API:");
        out.printf(
                "  curl -H 'Authorization: Bearer %s' %s/accounts/%s/access/apps%n%n",
                managementToken(), api(), management.accountId());
        out.printf("The configuration: %s%n", where);
        out.println("Press Ctrl-C to stop.");
        out.println();
        out.println("CF_ACCESS_CLIENT_ID=" + clientId());
        out.println("CF_ACCESS_CLIENT_SECRET=" + secret());
        out.println("LATCHKEY_API=" + api());
        out.println("LATCHKEY_ACCOUNT_ID=" + management.accountId());
        out.println("LATCHKEY_API_TOKEN=" + managementToken());
        out.println("READY " + at);
        out.flush();
    }

    String api() {
        return at + DemoManagement.PATH;
    }

    String managementToken() {
        return management.token().reveal();
    }

    String clientId() {
        return issued.clientId();
    }

    String secret() {
        return issued.secret().reveal();
    }
}
