package dev.latchkey.servlet.registration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls public methods of a container that the Servlet API does not cover. It uses reflection because a web app often
 * cannot see the container's classes, only its objects. Stateless.
 */
final class ForeignMethods {

    private ForeignMethods() {}

    /**
     * Calls the method of {@code target} with this name and number of parameters, and returns its result.
     *
     * @throws IllegalStateException if there is no such method, if it returns null, or if it throws, with that cause
     */
    static Object get(Object target, String method, Object... arguments) {
        return Objects.requireNonNull(invoke(target.getClass(), target, method, arguments), method);
    }

    /** Calls a method as {@link #get} does, but allows it to return nothing. */
    static void call(Object target, String method, Object... arguments) {
        invoke(target.getClass(), target, method, arguments);
    }

    /** Calls a static method as {@link #call} does. */
    static void callStatic(Class<?> type, String method, Object... arguments) {
        invoke(type, null, method, arguments);
    }

    /**
     * Returns a listener that runs {@code reaction} when the container calls its method {@code event}.
     *
     * @param type an interface of the container, whose methods return nothing
     */
    static Object listener(Class<?> type, String event, Runnable reaction) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Latchkey";
            default -> {
                if (event.equals(method.getName())) {
                    reaction.run();
                }
                yield null;
            }
        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static @Nullable Object invoke(Class<?> type, @Nullable Object target, String method, Object... arguments) {
        try {
            return find(type, method, arguments.length).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getName() + "." + method + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type.getName() + "." + method + " may not be called", e);
        }
    }

    private static Method find(Class<?> type, String name, int parameters) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == parameters) {
                return method;
            }
        }
        throw new IllegalStateException(type.getName() + " has no method " + name);
    }
}
