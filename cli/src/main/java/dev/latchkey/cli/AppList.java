package dev.latchkey.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "list", description = "Lists the applications.")
final class AppList extends StoreCommand {

    AppList(CommandContext context) {
        super(context);
    }

    @Override
    void run(Administration administration, Printer printer) throws Exception {
        List<Application> applications = administration.applications().list();
        if (printer.isJson()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            applications.forEach(application -> array.add(AppView.json(application)));
            printer.print(array);
            return;
        }
        Table table = new Table().row("ID", "NAME", "DOMAIN", "SESSION", "SINGLE HEADER", "POLICIES");
        for (Application application : applications) {
            table.row(
                    application.id().toString(),
                    application.name(),
                    application.domain(),
                    AppView.session(application.settings().sessionDuration()),
                    AppView.header(application.settings()),
                    String.valueOf(application.policies().size()));
        }
        printer.print(table);
    }
}
