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
 * The certificate that a client proved to hold, as rules look at it (request contract, section 7). For one request and
 * one thread: its name is read when it is first asked for. That it has no name and that its name cannot be read are two
 * answers: the second counts against the client.
 */
public final class ClientCertificate {

    private final X509Certificate certificate;
    private @Nullable CommonName commonName;

    /**
     * What the subject says.
     *
     * @param text null for nothing, or for nothing that can be read
     */
    private record CommonName(@Nullable String text, boolean isUnreadable) {

        static final CommonName NONE = new CommonName(null, false);
        static final CommonName UNREADABLE = new CommonName(null, true);
    }

    /** @param certificate verified by whoever ended TLS */
    public ClientCertificate(X509Certificate certificate) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
    }

    /**
     * {@return the common name of its subject; null where that has none, has several, or has one that is no text} With
     * several, which one counts would be a guess.
     */
    public @Nullable String commonName() {
        return read().text();
    }

    /**
     * {@return whether its subject has a common name that cannot be told: it has several, or one that is no text, or cannot
     * be taken apart at all} False where it has none.
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
                // Fewer parts than were written means that one of them is there twice.
                boolean one = only.text() == null && names.size() == 1 && parts.size() == each.size();
                // A value that could not be made text is an array of bytes.
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
