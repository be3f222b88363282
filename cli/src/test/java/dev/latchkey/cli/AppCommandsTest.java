package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.cli.Terminal.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("management contract, section 2: applications on the command line")
class AppCommandsTest {

    private static final String ID = "6b1d0c5e-27bb-4c0e-8d0d-00000000000a";

    @TempDir
    private Path directory;

    private Terminal terminal;

    @BeforeEach
    void startWithTwoApplications() throws IOException {
        terminal = new Terminal(directory.resolve("latchkey.json")).write("""
                {
                  'applications': [
                    {
                      'id': '6b1d0c5e-27bb-4c0e-8d0d-00000000000a', 'name': 'api', 'domain': 'api.example.com',
                      'self_hosted_domains': ['old.example.com'], 'logo_url': 'x', 'custom_deny_message': 'no',
                      'policies': ['6b1d0c5e-27bb-4c0e-8d0d-000000000001']
                    },
                    {'name': 'twin', 'id': '6b1d0c5e-27bb-4c0e-8d0d-00000000000b', 'domain': 'b.example.com'},
                    {'name': 'twin', 'id': '6b1d0c5e-27bb-4c0e-8d0d-00000000000c', 'domain': 'c.example.com'}
                  ],
                  'policies': [
                    {
                      'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'partners', 'decision': 'non_identity',
                      'include': [{'any_valid_service_token': {}}]
                    }
                  ]
                }
                """);
    }

    private JsonNode set(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("app", "set", "api", "--json"));
        arguments.addAll(List.of(more));
        Run run = terminal.run(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.json();
    }

    @Test
    void listsApplications() throws IOException {
        assertThat(terminal.run("app", "list").out()).hasLineCount(4).contains("api.example.com");
        assertThat(terminal.run("app", "list", "--json").json()).hasSize(3);
    }

    @Test
    void showsApplicationAsJson() throws IOException {
        JsonNode shown = terminal.run("app", "show", ID, "--json").json();

        assertThat(shown.path("policies").get(0).path("name").textValue()).isEqualTo("partners");
        assertThat(shown.path("logo_url").textValue()).isEqualTo("x");
        assertThat(shown.path("aud").textValue()).hasSize(64);
    }

    @Test
    void showsApplicationAsText() {
        assertThat(terminal.run("app", "show", "api").out())
                .contains(
                        "covers         api.example.com, old.example.com\n", "policy 1       non_identity: partners\n");
        assertThat(terminal.run("app", "show", "twin").status()).isEqualTo(5);
        assertThat(terminal.run("app", "show", "nobody").status()).isEqualTo(3);
        assertThat(terminal.run("app", "show", "6b1d0c5e27bb4c0e8d0d00000000000b")
                        .out())
                .contains("none: nobody is admitted");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            read_service_tokens_from_header=Authorization | read_service_tokens_from_header | "Authorization"
            session_duration=30m                          | session_duration                | "30m"
            any_valid_service_token=true                  | any_valid_service_token         | true
            single_header_schemes=["json","basic"]        | single_header_schemes           | ["json","basic"]
            cors_headers={"max_age":60}                   | cors_headers                    | {"max_age":60}
            custom_deny_message=no, thank you             | custom_deny_message             | "no, thank you"
            custom_deny_message="42"                      | custom_deny_message             | "42"
            custom_deny_message={not json                 | custom_deny_message             | "{not json"
            custom_deny_message=1,"x":2                   | custom_deny_message             | "1,\\"x\\":2"
            logo_url=null                                 | logo_url                        | null
            tags=[]                                       | tags                            | []
            name=new                                      | name                            | "new"
            """)
    void setsMember(String assignment, String member, String expected) throws IOException {
        JsonNode before = terminal.run("app", "show", "api", "--json").json();

        JsonNode after = set(assignment);

        assertThat(after.path(member)).isEqualTo(new ObjectMapper().readTree(expected));
        assertThat(after.path("id")).isEqualTo(before.path("id"));
        assertThat(after.path("aud")).isEqualTo(before.path("aud"));
        assertThat(after.path("policies")).isEqualTo(before.path("policies"));
        assertThat(terminal.run("app", "show", ID, "--json").json()).isEqualTo(after);
    }

    @Test
    void keepsAndReportsProbablyMisspeltMember() throws IOException {
        Run run = terminal.run("app", "set", "api", "session_durations=30m", "--json");

        assertThat(run.status()).isZero();
        assertThat(run.json().path("session_durations").textValue()).isEqualTo("30m");
        assertThat(run.err())
                .isEqualTo("latchkey: session_durations is an unknown member: it is kept and has no effect;"
                        + " did you mean session_duration?\n");
    }

    @Test
    void keepsReferenceToReusablePolicy() throws IOException {
        set("any_valid_service_token=true");

        assertThat(new ObjectMapper()
                        .readTree(terminal.contents())
                        .at("/applications/0/policies/0")
                        .has("name"))
                .isFalse();
    }

    @Test
    void resetsMembersToDefaults() throws IOException {
        assertThat(set("custom_deny_message=").has("custom_deny_message")).isFalse();
        assertThat(set("--unset", "logo_url").has("logo_url")).isFalse();
    }

    @Test
    void newDomainComesFirstAndKeepsOthers() throws IOException {
        assertThat(set("domain=new.example.com").path("destinations").findValuesAsText("uri"))
                .containsExactly("new.example.com", "old.example.com");
    }

    @Test
    void destinationsReplaceAllDomains() throws IOException {
        JsonNode after = set("destinations=[{\"uri\":\"one.example.com\"}]");

        assertThat(after.path("domain").textValue()).isEqualTo("one.example.com");
        assertThat(after.has("destinations")).isFalse();
    }

    @Test
    void createsApplicationThatAdmitsNamedTokens() throws IOException {
        String token = terminal.run("token", "create", "ci", "--json")
                .json()
                .path("id")
                .textValue();

        Run run = terminal.run(
                "app", "create", "hooks", "h.example.com/in", "session_duration=0s", "--admit", "ci", "--json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode created = run.json();
        assertThat(created.path("domain").textValue()).isEqualTo("h.example.com/in");
        assertThat(created.path("session_duration").textValue()).isEqualTo("0s");
        assertThat(created.path("aud").textValue()).hasSize(64);
        assertThat(created.at("/policies/0/decision").textValue()).isEqualTo("non_identity");
        assertThat(created.at("/policies/0/include/0/service_token/token_id").textValue())
                .isEqualTo(token);
        assertThat(terminal.run("app", "show", "hooks", "--json").json()).isEqualTo(created);
    }

    @Test
    void createsFileWithApplication() throws IOException {
        Terminal other = new Terminal(directory.resolve("new.json"));
        Run token = other.run("token", "create", "ci", "--create-file");
        assertThat(token.err())
                .isEqualTo("latchkey: warning: there is no application, so no request is admitted;"
                        + " create one with app create\n");

        assertThat(other.run("app", "create", "all", "*", "--admit-any", "--create-file")
                        .status())
                .isZero();

        assertThat(other.run("check", "--strict").out())
                .endsWith("\n  application all: *; admits any valid service token; session: 24h\n");
        assertThat(other.run("token", "create", "other").err()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            api2 api.example.com                            | 1 | the pattern api.example.com
            api2 x.example.com:80                           | 1 | must not have a port
            api2 x.example.com --admit nobody               | 3 | there is no service token nobody
            api2 x.example.com name=x                       | 2 | name and domain are arguments of their own
            api2 x.example.com aud=x                        | 2 | aud cannot be set
            api2 x.example.com --admit ci --admit-any       | 2 | --admit cannot be combined
            api2 x.example.com --admit ci policies=[]       | 2 | --admit cannot be combined
            """)
    void createsNoInvalidApplication(String arguments, int status, String message) throws IOException {
        String before = terminal.contents();

        Run refused = terminal.run(("app create " + arguments).split(" "));

        assertThat(refused.err()).contains(message);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(terminal.contents()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            read_service_tokens_from_header=Host   | /read_service_tokens_from_header: must not be Host
            session_duration=soon                  | /session_duration: not a duration
            single_header_schemes=["json","x"]     | /single_header_schemes/1: must be one of json, basic, bearer
            any_valid_service_token=1              | /any_valid_service_token: must be true or false
            policies=["x"]                         | /policies/0: must be the ID of a policy
            name=                                  | /name: is missing
            domain=                                | /domain: is missing
            domain=b.example.com                   | /domain: the pattern b.example.com
            """)
    void rejectsInvalidValueWithPointerAndChangesNothing(String assignment, String message) throws IOException {
        String before = terminal.contents();
        if (assignment.equals("domain=")) {
            terminal.run("app", "set", "api", "domain=api.example.com", "self_hosted_domains=[]");
            before = terminal.contents();
        }

        Run refused = terminal.run("app", "set", "api", assignment);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).hasLineCount(1).contains(message);
        assertThat(terminal.contents()).isEqualTo(before);
    }
}
