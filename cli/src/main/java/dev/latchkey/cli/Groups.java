package dev.latchkey.cli;

import picocli.CommandLine.Command;

/** Commands that only contain others. */
final class Groups {

    private Groups() {}

    @Command(name = "token", description = "Service tokens: the credentials of machines.")
    static final class Token {}

    @Command(name = "app", description = "Applications: what is protected.")
    static final class App {}

    @Command(name = "keys", description = "The keys that sign sessions.")
    static final class Keys {}

    @Command(name = "database", description = "The tables of a database, for apps on several nodes.")
    static final class Tables {}
}
