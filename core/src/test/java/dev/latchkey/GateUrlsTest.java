package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.GateFixture.RawRequest;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 6: which application, and URLs that could be read in two ways")
class GateUrlsTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private static RawRequest raw(String rawPath, String decoded) {
        return new RawRequest("jobs.example.com", rawPath, decoded, PlainRequest.get("https://jobs.example.com"));
    }

    private void protectAPath() {
        fixture.protect(
                Application.named("admin").domain("jobs.example.com/admin").policy(ANY_TOKEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin%00",
                "/admin\\x",
                "/admin%5cx",
                "/x%2f..%2fadmin",
                "/%2561dmin",
                "/x/../admin",
                "/./admin",
                "/x/%2e%2e/admin",
                "/admin;x=1",
                "/x;jsessionid=%2f../admin",
                "//admin",
                "/admin%c0%af",
                "/admin%e0%80%af",
                "/admin%",
                "/admin%zz"
            })
    void isABadRequestWhereAPathIsNamedForTheHost(String rawPath) {
        protectAPath();

        AccessDecision.Denied denied = fixture.assertRefused(raw(rawPath, "/"), 400, Reason.AMBIGUOUS_URL);

        assertThat(denied.application()).as("before any decision").isNull();
        assertThat(fixture.events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/100%25.txt", "/a%2fb", "//", "/%zz", "/a;b"})
    void isNoneWhereNoPatternForTheHostNamesAPath(String rawPath) {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("elsewhere").domain("other.example.com/path").policy(ANY_TOKEN));

        fixture.assertRefused(raw(rawPath, null), 401, Reason.NOTHING_PRESENTED);
    }

    @ParameterizedTest
    @CsvSource({
        "ENCODED_SLASH, /admin/a%2fb, /admin/a/b",
        "ENCODED_PERCENT, /admin/100%25, /admin/100%",
        "EMPTY_SEGMENT, /admin//x, /admin//x",
        "PATH_PARAMETER, /admin/x;v=1, /admin/x",
        "BACKSLASH, /admin/%5c, /admin/\\",
        "DOT_SEGMENT, /admin/x/../y, /admin/y",
        "ENCODED_DOT_SEGMENT, /admin/x/%2e%2e/y, /admin/y",
        "MALFORMED_ENCODING, /admin/%zz, /admin/x",
        "CONTROL_CHARACTER, /admin/%09, /admin/x",
    })
    void canBeAllowedByName(UrlAmbiguity allowed, String rawPath, String decoded) {
        protectAPath();
        fixture.assertRefused(raw(rawPath, decoded), 400, Reason.AMBIGUOUS_URL);
        fixture.organize(organization -> organization.allowUrlAmbiguities(Set.of(allowed)));

        AccessDecision.Denied denied = fixture.assertRefused(raw(rawPath, decoded), 401, Reason.NOTHING_PRESENTED);
        assertThat(denied.application()).extracting(Application::name).isEqualTo("admin");

        fixture.organize(organization -> organization.allowUrlAmbiguities(EnumSet.complementOf(EnumSet.of(allowed))));
        fixture.assertRefused(raw(rawPath, decoded), 400, Reason.AMBIGUOUS_URL);
    }

    /** Payara accepts such a host, and puts it into the whole URL, by which some front controllers route. */
    @ParameterizedTest
    @ValueSource(strings = {"x.example.com/admin", "x.example.com\\admin", "x?", "x#", "u@x", "x y", "x\t", "x\u00e9"})
    void rejectsHostWithPathIfPathMatters(String host) {
        AccessRequest request = new RawRequest(host, "/open", "/open", PlainRequest.get("https://x.example.com"));
        fixture.protect(Application.named("any").domain("*").policy(ANY_TOKEN));
        fixture.assertRefused(request, 401, Reason.NOTHING_PRESENTED);
        fixture.protect(Application.named("admin").domain("*/admin").policy(ANY_TOKEN));

        fixture.assertRefused(request, 400, Reason.AMBIGUOUS_URL);
    }

    @Test
    void aPathThatTheContainerCannotTellIsAmbiguous() {
        fixture.protect(jobs().policy(ANY_TOKEN), Application.named("x").domain("jobs.example.com/x"));

        fixture.assertRefused(raw(null, "/run"), 400, Reason.AMBIGUOUS_URL);
        assertThat(fixture.lines()).last().asString().contains("path=unreadable");
    }

    @Test
    void isAPathThatTheContainerWillNotTell() {
        protectAPath();

        fixture.assertRefused(raw("/admin", null), 400, Reason.AMBIGUOUS_URL);
        fixture.organize(organization -> organization.allowUrlAmbiguities(Set.of(UrlAmbiguity.UNREADABLE_PATH)));
        fixture.assertRefused(raw("/%61dmin", null), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void isNoneWhereAllReadersAgree() {
        protectAPath();

        fixture.assertRefused(raw("/admin;jsessionid=1", "/admin"), 401, Reason.NOTHING_PRESENTED);
        fixture.assertRefused(raw("/%61dmin", "/admin"), 401, Reason.NOTHING_PRESENTED);
        fixture.assertRefused(raw("/x%3by", "/x;y"), 403, Reason.NO_APPLICATION);
    }

    @ParameterizedTest(name = "{0}, which the container reads as {1}")
    @CsvSource({
        "/open/x,                      /admin/x",
        "/admin/x,                     /open/x",
        "/admin%3bx,                   /admin;x",
        "/elsewhere,                   /admin/x",
        "/%6fpen/x,                    /open/x",
        "/ope%6E,                      /open",
        "/my+own/x,                    /my+own/x",
        "/admin/../open/x,             /open/x",
        "/open/../admin/x,             /admin/x",
        "/admin/../open/x,             /admin/../open/x",
        "/open/%2e%2e/admin/x,         /admin/x",
        "/open/x%2f..%2f..%2fadmin,    /open/x%2f..%2f..%2fadmin",
        "/%2561dmin/x,                 /%61dmin/x",
        "/open/..;/admin,              /open/..;/admin",
        "/open//../../admin,           /open/admin",
        "/open\\..\\admin,             /open\\..\\admin",
    })
    void isRejectedIfReadingsDisagreeEvenIfAllowed(String rawPath, String decoded) {
        fixture.protect(
                Application.named("admin").domain("jobs.example.com/admin").policy(ANY_TOKEN),
                Application.named("own").domain("jobs.example.com/my own").policy(ANY_TOKEN),
                Application.named("open")
                        .domain("jobs.example.com/open")
                        .policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));
        fixture.organize(organization -> organization.allowUrlAmbiguities(EnumSet.allOf(UrlAmbiguity.class)));

        fixture.assertRefused(raw(rawPath, decoded), 400, Reason.AMBIGUOUS_URL);
        fixture.assertRefused(
                new RawRequest("jobs.example.com", rawPath, decoded, fixture.pair()), 400, Reason.AMBIGUOUS_URL);
    }

    @Test
    void acceptsNeedlessEscapesOfOneApplication() {
        protectAPath();

        fixture.letIn(new RawRequest("jobs.example.com", "/%61dmin/x", "/admin/x", fixture.pair()));
        fixture.letIn(new RawRequest("jobs.example.com", "/admin/c++%7e", "/admin/c++~", fixture.pair()));
    }

    @Test
    void readsNeedlessEscapesWhereTheOtherReadingIsOpen() {
        fixture.protect(
                Application.named("admin").domain("jobs.example.com/open/admin").policy(ANY_TOKEN),
                Application.named("open")
                        .domain("jobs.example.com/open")
                        .policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));

        fixture.assertRefused(raw("/open/%61dmin", "/open/admin"), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void rejectsNeedlessEscapesOfAnotherApplication() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("mine").domain("jobs.example.com/mine").policy(ANY_TOKEN));

        fixture.assertRefused(
                new RawRequest("jobs.example.com", "/m%69ne", "/mine", fixture.pair()), 400, Reason.AMBIGUOUS_URL);
    }

    @ParameterizedTest
    @CsvSource({
        "jobs.example.com, jobs",
        "JOBS.example.COM, jobs",
        "jobs.example.com., jobs",
        "x.example.com, wildcard",
        "x.y.example.com, any",
        "'', any",
    })
    void comparesHostsByTheContract(String host, String expected) {
        fixture.protect(
                jobs(),
                Application.named("wildcard").domain("*.example.com"),
                Application.named("any").domain("*"));

        assertThat(fixture.decide(new RawRequest(host, "/", "/", PlainRequest.get("https://x")))
                        .application())
                .extracting(Application::name)
                .isEqualTo(expected);
    }

    @Test
    void aChangeOfConfigurationCountsFromTheNextRequestOn() {
        fixture.assertRefused(fixture.pair(), 403, Reason.NO_APPLICATION);
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.letIn(fixture.pair());
        fixture.protect(jobs());

        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
    }

    @Test
    void appliesNewSingleHeaderAtOnce() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        PlainRequest request = GateFixture.request()
                .header(
                        "Authorization",
                        "{\"cf-access-client-id\":\"" + fixture.token().clientId()
                                + "\",\"cf-access-client-secret\":\""
                                + fixture.token().secret().reveal() + "\"}");
        fixture.assertRefused(request, 401, Reason.NOTHING_PRESENTED);
        fixture.protect(jobs().policy(ANY_TOKEN).readServiceTokensFromHeader("Authorization"));

        fixture.letIn(request);
    }
}
