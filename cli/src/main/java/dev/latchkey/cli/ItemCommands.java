package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands for reusable policies, groups and IP lists. */
final class ItemCommands {

    private ItemCommands() {}

    /** Adds the commands for one type of items to a group of commands. */
    static CommandLine in(Object group, CommandContext context, ItemType<?> type) {
        return new CommandLine(group)
                .addSubcommand(new ListAll<>(context, type))
                .addSubcommand(new Show<>(context, type))
                .addSubcommand(new Create<>(context, type))
                .addSubcommand(new Change<>(context, type))
                .addSubcommand(new Delete<>(context, type));
    }

    /** Prints an item: one line for each member, or JSON. */
    private static <T> void print(T item, ItemType<T> type, Printer printer) throws IOException {
        ObjectNode members = type.writer().apply(item);
        if (printer.isJson()) {
            printer.print(members);
            return;
        }
        Table table = new Table();
        members.properties()
                .forEach(member -> table.row(
                        member.getKey(),
                        member.getValue().isTextual()
                                ? member.getValue().textValue()
                                : member.getValue().toString()));
        printer.print(table);
    }

    @Command(name = "list", description = "Lists all of them.")
    private static final class ListAll<T> extends StoreCommand {

        private final ItemType<T> type;

        ListAll(CommandContext context, ItemType<T> type) {
            super(context);
            this.type = type;
        }

        @Override
        void run(Administration administration, Printer printer) throws Exception {
            List<T> all = type.items().apply(administration).list();
            if (printer.isJson()) {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                all.forEach(item -> array.add(type.writer().apply(item)));
                printer.print(array);
                return;
            }
            Table table = new Table().row("ID", "NAME");
            all.forEach(item ->
                    table.row(type.idOf().apply(item).toString(), type.nameOf().apply(item)));
            printer.print(table);
        }
    }

    @Command(name = "show", description = "Shows one of them.")
    private static final class Show<T> extends StoreCommand {

        private final ItemType<T> type;

        @Parameters(index = "0", paramLabel = "NAME", description = "Its ID, or its name if that is unique.")
        private String named = "";

        Show(CommandContext context, ItemType<T> type) {
            super(context);
            this.type = type;
        }

        @Override
        void run(Administration administration, Printer printer) throws Exception {
            print(type.find(administration, named), type, printer);
        }
    }

    @Command(name = "create", description = "Creates one.")
    private static final class Create<T> extends StoreCommand {

        private final ItemType<T> type;

        @Parameters(index = "0", paramLabel = "NAME", description = "Its display name.")
        private String name = "";

        @Parameters(
                index = "1..*",
                paramLabel = "MEMBER=VALUE",
                description = "A member of the configuration file and its value, as JSON or plain text.")
        private List<String> assignments = List.of();

        Create(CommandContext context, ItemType<T> type) {
            super(context);
            this.type = type;
        }

        @Override
        void run(Administration administration, Printer printer) throws Exception {
            MemberChanges members = MemberChanges.of(assignments, List.of(), type.fixed());
            if (members.changes("name")) {
                throw new CommandException(ExitStatus.USAGE, "name is an argument of its own");
            }
            print(type.items().apply(administration).create(type.read(name, members)), type, printer);
        }
    }

    @Command(name = "set", description = "Sets members. It takes effect with the next request.")
    private static final class Change<T> extends StoreCommand {

        private final ItemType<T> type;

        @Parameters(index = "0", paramLabel = "NAME", description = "Its ID, or its name if that is unique.")
        private String named = "";

        @Parameters(
                index = "1..*",
                paramLabel = "MEMBER=VALUE",
                description = {
                    "A member of the configuration file and its value, as JSON or plain text.",
                    "Without a value, the member is reset to its default."
                })
        private List<String> assignments = List.of();

        @Option(names = "--unset", paramLabel = "MEMBER", description = "A member to reset to its default.")
        private List<String> unset = List.of();

        Change(CommandContext context, ItemType<T> type) {
            super(context);
            this.type = type;
        }

        @Override
        void run(Administration administration, Printer printer) throws Exception {
            MemberChanges members = MemberChanges.of(assignments, unset, type.fixed());
            if (members.isEmpty()) {
                throw new CommandException(ExitStatus.USAGE, "nothing to change; use member=value or --unset member");
            }
            T found = type.find(administration, named);
            T changed = done(
                    type.items()
                            .apply(administration)
                            .replace(
                                    type.idOf().apply(found),
                                    now -> type.nameOf()
                                            .apply(now)
                                            .equals(type.nameOf().apply(found)),
                                    before -> type.read(
                                            members.applyTo(type.writer().apply(before)))),
                    type.noun() + " " + type.nameOf().apply(found));
            print(changed, type, printer);
        }
    }

    @Command(name = "delete", description = "Deletes one that is not in use.")
    private static final class Delete<T> extends StoreCommand {

        private final ItemType<T> type;

        @Parameters(index = "0", paramLabel = "NAME", description = "Its ID, or its name if that is unique.")
        private String named = "";

        Delete(CommandContext context, ItemType<T> type) {
            super(context);
            this.type = type;
        }

        @Override
        void run(Administration administration, Printer printer) throws Exception {
            T found = type.find(administration, named);
            T deleted = done(
                    type.items()
                            .apply(administration)
                            .delete(
                                    type.idOf().apply(found),
                                    now -> type.nameOf()
                                            .apply(now)
                                            .equals(type.nameOf().apply(found))),
                    type.noun() + " " + type.nameOf().apply(found));
            print(deleted, type, printer);
        }
    }
}
