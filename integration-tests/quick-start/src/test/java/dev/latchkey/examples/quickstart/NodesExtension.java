package dev.latchkey.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests {@link Nodes}: the same to all of them, as they take seconds to start, and ended after the last. */
final class NodesExtension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NodesExtension.class);

    /** Here, and not where the parameter is wanted, a class can be skipped as a whole. */
    @Override
    public void beforeAll(ExtensionContext context) {
        nodes(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Nodes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return nodes(context);
    }

    private static Nodes nodes(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Nodes.class, type -> start(), Nodes.class);
    }

    private static Nodes start() {
        try {
            return Nodes.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
