package dev.latchkey;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.net.InetAddress;

/** Holds the arrows between packages: root → application, credential, token, session → store SPI, and none back. */
@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageArrowsTest {

    @ArchTest
    static final ArchRule CONFIGURATION = mayUse("configuration");

    @ArchTest
    static final ArchRule EVENT = mayUse("event");

    @ArchTest
    static final ArchRule TOKEN = mayUse("token", "configuration");

    @ArchTest
    static final ArchRule APPLICATION = mayUse("application", "token", "configuration");

    @ArchTest
    static final ArchRule CREDENTIAL = mayUse("credential", "application", "token", "event");

    @ArchTest
    static final ArchRule STORE = mayUse("store", "application", "token", "configuration");

    @ArchTest
    static final ArchRule SESSION =
            mayUse("session", "store", "token", "application", "credential", "event", "configuration");

    @ArchTest
    static final ArchRule STORE_IN_MEMORY = mayUse("store.memory", "store", "application", "token", "configuration");

    @ArchTest
    static final ArchRule JSON = mayUse("json", "application", "token", "configuration");

    @ArchTest
    static final ArchRule LIFECYCLE =
            mayUse("lifecycle", "store", "session", "application", "token", "event", "configuration");

    @ArchTest
    static final ArchRule UPKEEP =
            mayUse("upkeep", "threads", "lifecycle", "store", "application", "token", "event", "configuration");

    @ArchTest
    static final ArchRule STORE_IN_A_FILE =
            mayUse("store.json", "store", "threads", "json", "application", "token", "configuration");

    @ArchTest
    static final ArchRule STORE_IN_A_DATABASE =
            mayUse("store.jdbc", "store", "threads", "json", "application", "token", "configuration");

    @ArchTest
    static final ArchRule NOBODY_GOES_BACK_TO_THE_ROOT = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("dev.latchkey.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.latchkey");

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_A_STORE = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.latchkey.store.memory..", "dev.latchkey.store.json..", "dev.latchkey.store.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.latchkey.store.memory..", "dev.latchkey.store.json..", "dev.latchkey.store.jdbc..")
            .because("only the person who configures it knows which store there is");

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.latchkey.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_SERVLET_IN_CORE = ArchRuleDefinition.noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "javax.servlet..", "java.net.http..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule ADDRESSES_ARE_READ_IN_ONE_PLACE = ArchRuleDefinition.noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.latchkey.application.IpAddress")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(InetAddress.class)
            .because("InetAddress looks names up, unless it is given nothing but literals");

    @ArchTest
    static final ArchRule NO_REFLECTION_AND_NO_THREAD_LOCAL = ArchRuleDefinition.noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ThreadLocal.class, InheritableThreadLocal.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..");

    private static ArchRule mayUse(String owner, String... others) {
        DescribedPredicate<JavaClass> foreign =
                new DescribedPredicate<>("of ours outside %s", String.join(", ", others)) {
                    @Override
                    public boolean test(JavaClass used) {
                        String name = used.getPackageName();
                        boolean allowed = name.equals("dev.latchkey." + owner);
                        for (String other : others) {
                            allowed |= name.equals("dev.latchkey." + other);
                        }
                        return name.startsWith("dev.latchkey") && !allowed;
                    }
                };
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.latchkey." + owner)
                .should()
                .dependOnClassesThat(foreign);
    }
}
