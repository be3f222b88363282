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

/** Tests which package may use which: see {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
final class PackageArrowsTest {

    @ArchTest
    static final ArchRule CONFIGURATION = mayUse("configuration");

    @ArchTest
    static final ArchRule SYNTAX = mayUse("internal.syntax");

    @ArchTest
    static final ArchRule FAULT = mayUse("internal.fault", "configuration");

    @ArchTest
    static final ArchRule THREADS = mayUse("internal.threads");

    @ArchTest
    static final ArchRule EVENT = mayUse("event");

    @ArchTest
    static final ArchRule EVENT_DELIVERY = mayUse("internal.event", "event");

    @ArchTest
    static final ArchRule MODEL = mayUse("model", "configuration", "internal.fault", "internal.syntax");

    @ArchTest
    static final ArchRule MATCHING =
            mayUse("internal.matching", "model", "configuration", "internal.fault", "internal.syntax");

    @ArchTest
    static final ArchRule POLICY =
            mayUse("internal.policy", "store", "internal.matching", "model", "configuration", "internal.syntax");

    @ArchTest
    static final ArchRule CREDENTIAL = mayUse("internal.credential", "model", "event", "internal.syntax");

    @ArchTest
    static final ArchRule STORE =
            mayUse("store", "model", "configuration", "internal.fault", "internal.matching", "internal.tokens");

    @ArchTest
    static final ArchRule TOKENS = mayUse("internal.tokens", "model", "configuration", "internal.fault");

    @ArchTest
    static final ArchRule STORE_SUPPORT =
            mayUse("internal.store", "store", "model", "configuration", "internal.tokens");

    @ArchTest
    static final ArchRule SESSION = mayUse("internal.session", "store", "model", "event", "internal.credential");

    @ArchTest
    static final ArchRule JSON = mayUse("internal.json", "model", "configuration", "internal.fault", "internal.syntax");

    @ArchTest
    static final ArchRule ADMIN = mayUse(
            "admin",
            "store",
            "model",
            "event",
            "configuration",
            "internal.event",
            "internal.fault",
            "internal.policy",
            "internal.session",
            "internal.store",
            "internal.syntax");

    @ArchTest
    static final ArchRule MAINTENANCE =
            mayUse("internal.maintenance", "admin", "store", "model", "event", "internal.syntax", "internal.threads");

    @ArchTest
    static final ArchRule FILE = mayUse(
            "internal.file",
            "store",
            "model",
            "configuration",
            "internal.fault",
            "internal.json",
            "internal.policy",
            "internal.store",
            "internal.syntax",
            "internal.threads",
            "internal.tokens");

    @ArchTest
    static final ArchRule STORE_IN_MEMORY = mayUse("store.memory", "store", "model", "configuration", "internal.store");

    @ArchTest
    static final ArchRule STORE_IN_A_FILE =
            mayUse("store.file", "store", "model", "configuration", "internal.file", "internal.store");

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
            .resideOutsideOfPackages("dev.latchkey.store.memory..", "dev.latchkey.store.file..")
            .and()
            .doNotHaveFullyQualifiedName("dev.latchkey.GateAssembly")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.latchkey.store.memory..", "dev.latchkey.store.file..")
            .because("only the person who configures it knows which store there is; a gate without one uses memory");

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
            .doNotHaveFullyQualifiedName("dev.latchkey.model.IpAddress")
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
