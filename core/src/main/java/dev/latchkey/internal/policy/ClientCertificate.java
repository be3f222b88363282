package dev.latchkey.internal.policy;

import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A client's verified certificate, as rules see it (request contract, section 7). A missing common name and an
 * unreadable one are different: the latter counts against the client. For one request and one thread; the name is
 * parsed on first use.
 */
public final class ClientCertificate {

    private final X509Certificate certificate;
    private @Nullable CommonName commonName;

    /**
     * The common name of the subject.
     *
     * @param text the name; null if it is missing or unreadable
     */
    private record CommonName(@Nullable String text, boolean isUnreadable) {

        static final CommonName NONE = new CommonName(null, false);
        static final CommonName UNREADABLE = new CommonName(null, true);
    }

    /**
     * Creates a view of a certificate.
     *
     * @param certificate verified by the server that terminated TLS
     */
    public ClientCertificate(X509Certificate certificate) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
    }

    /**
     * Returns the common name of the subject. It is null if there is none, if there are several, or if it is not text.
     */
    public @Nullable String commonName() {
        return read().text();
    }

    /**
     * Returns whether the subject has a common name that cannot be used: several, one that is not text, or a subject
     * that cannot be parsed. A missing name is not unreadable.
     */
    public boolean isCommonNameUnreadable() {
        return read().isUnreadable();
    }

    private CommonName read() {
        CommonName known = commonName;
        if (known == null) {
            known = commonNameOf(certificate.getSubjectX500Principal());
            commonName = known;
        }
        return known;
    }

    private static CommonName commonNameOf(X500Principal subject) {
        CommonName only = CommonName.NONE;
        try {
            for (Rdn each : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                Attributes parts = each.toAttributes();
                Attribute names = parts.get("CN");
                if (names == null) {
                    continue;
                }
                // Fewer attributes than were encoded means that one occurs twice.
                boolean one = only.text() == null && names.size() == 1 && parts.size() == each.size();
                // A value that is not text is a byte array.
                if (!one || !(names.get() instanceof String name)) {
                    return CommonName.UNREADABLE;
                }
                only = new CommonName(name, false);
            }
        } catch (NamingException unreadable) {
            return CommonName.UNREADABLE;
        }
        return only;
    }
}
