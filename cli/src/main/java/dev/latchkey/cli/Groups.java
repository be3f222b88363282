package dev.latchkey.cli;

import picocli.CommandLine.Command;

/** Commands that only contain others. */
final class Groups {

    private Groups() {}

    @Command(name = "token", description = "Service tokens: the credentials of machines.")
    static final class Token {}

    @Command(name = "app", description = "Applications: what is protected.")
    static final class App {}

    @Command(name = "policy", description = "Reusable policies: who is admitted to several applications.")
    static final class ReusablePolicy {}

    @Command(name = "group", description = "Groups of rules, which policies refer to.")
    static final class RuleGroups {}

    @Command(name = "ip-list", description = "Lists of client addresses, which rules refer to.")
    static final class IpLists {}

    @Command(name = "keys", description = "The keys that sign sessions.")
    static final class Keys {}

    @Command(name = "database", description = "The tables of a database, for apps on several nodes.")
    static final class Tables {}
}
