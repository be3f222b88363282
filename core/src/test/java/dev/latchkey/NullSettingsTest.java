package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.memory.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null that a builder took for "not set" could open what the caller meant to restrict. */
class NullSettingsTest {

    private static Application.Builder open() {
        return Application.named("a").domain("*").anyValidServiceToken(true);
    }

    static Stream<Arguments> settings() {
        List<Supplier<Object>> builders = List.of(
                () -> AccessGate.builder().credentialStore(new InMemoryStore()).application(open().build()),
                () -> Administration.builder(new InMemoryStore()),
                NullSettingsTest::open,
                () -> CorsHeaders.builder().allowAllOrigins(true),
                () -> IpList.builder("l"),
                NewServiceToken::builder,
                Organization::builder,
                () -> Policy.builder("p", Policy.Decision.DENY).include(new Rule.Everyone()),
                () -> RuleGroup.builder("g").include(new Rule.Everyone()),
                () -> ServiceToken.builder("a").digest(SecretHasher.sha256().digest(ClientSecret.of("a".repeat(40)))),
                ServiceTokenQuery::builder,
                ServiceTokenUpdate::builder);
        return builders.stream()
                .flatMap(builder -> Arrays.stream(builder.get().getClass().getMethods())
                        .filter(method -> method.getReturnType() == method.getDeclaringClass())
                        .filter(NullSettingsTest::takesOneValue)
                        .map(method -> arguments(builder, method, name(method))));
    }

    private static boolean takesOneValue(Method method) {
        return method.getParameterCount() == 1
                && !method.getParameterTypes()[0].isPrimitive()
                && !method.getAnnotatedParameterTypes()[0].isAnnotationPresent(Nullable.class);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getDeclaringClass().getSimpleName() + "." + method.getName() + "("
                + method.getParameterTypes()[0].getSimpleName() + ")";
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("settings")
    void refusesNull(Supplier<Object> builder, Method setting, String name) {
        Object complete = builder.get();
        assertThatCode(() -> call(complete, build(complete))).doesNotThrowAnyException();

        Object target = builder.get();
        assertThatThrownBy(
                        () -> {
                            call(target, setting, (Object) null);
                            call(target, build(target));
                        },
                        name)
                .isInstanceOfAny(NullPointerException.class, ConfigurationException.class);
    }

    private static Method build(Object builder) throws NoSuchMethodException {
        return builder.getClass().getMethod("build");
    }

    private static void call(Object on, Method method, @Nullable Object... arguments) throws Throwable {
        try {
            method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
