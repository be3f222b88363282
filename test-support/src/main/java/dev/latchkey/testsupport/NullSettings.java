package dev.latchkey.testsupport;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Passes null to a builder, where it could silently mean "not set". Stateless. */
public final class NullSettings {

    private NullSettings() {}

    /**
     * Returns the parameters of a builder that accept null but are not {@code @Nullable}. Checks the methods that create
     * the builder, too.
     *
     * @param samples a value of each other class that these methods take, except of primitive types
     */
    public static List<String> acceptedBy(Object builder, Object... samples) throws IllegalAccessException {
        Class<?> type = builder.getClass();
        List<String> accepted = new ArrayList<>();
        for (Class<?> declaring : List.of(type, type.getDeclaringClass())) {
            for (Method method : declaring.getMethods()) {
                if (method.getReturnType() == type) {
                    addAccepted(method, builder, samples, accepted);
                }
            }
        }
        return accepted;
    }

    private static void addAccepted(Method method, Object builder, Object[] samples, List<String> accepted)
            throws IllegalAccessException {
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() || isNullable(method.getAnnotatedParameterTypes()[i])) {
                continue;
            }
            Object[] arguments =
                    Arrays.stream(types).map(each -> sample(each, samples)).toArray();
            arguments[i] = null;
            if (!refuses(method, builder, arguments)) {
                accepted.add(method.getName() + ", parameter " + i);
            }
        }
    }

    private static boolean isNullable(AnnotatedType type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    private static Object sample(Class<?> type, Object[] samples) {
        if (type == int.class) {
            return 1;
        } else if (type == boolean.class) {
            return true;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return Arrays.stream(samples).filter(type::isInstance).findFirst().orElse(null);
    }

    private static boolean refuses(Method method, Object builder, Object[] arguments) throws IllegalAccessException {
        try {
            method.invoke(builder, arguments);
            return false;
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException;
        }
    }
}
