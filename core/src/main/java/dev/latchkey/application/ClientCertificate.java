package dev.latchkey.application;

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
 * one thread: its name is read when it is first asked for.
 */
public final class ClientCertificate {

    private final X509Certificate certificate;
    private boolean read;
    private @Nullable String commonName;

    /** @param certificate verified by whoever ended TLS */
    public ClientCertificate(X509Certificate certificate) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
    }

    /**
     * {@return the common name of its subject; null where that has none, has several, or has one that is no text} With
     * several, which one counts would be a guess.
     */
    public @Nullable String commonName() {
        if (!read) {
            commonName = commonNameOf(certificate.getSubjectX500Principal());
            read = true;
        }
        return commonName;
    }

    private static @Nullable String commonNameOf(X500Principal subject) {
        String only = null;
        try {
            for (Rdn each : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                Attributes parts = each.toAttributes();
                Attribute names = parts.get("CN");
                if (names == null) {
                    continue;
                }
                // Fewer parts than were written means that one of them is there twice.
                boolean one = only == null && names.size() == 1 && parts.size() == each.size();
                // A value that could not be made text is an array of bytes.
                if (!one || !(names.get() instanceof String name)) {
                    return null;
                }
                only = name;
            }
        } catch (NamingException unreadable) {
            return null;
        }
        return only;
    }
}
