package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.application.Application;
import dev.latchkey.application.Organization;
import dev.latchkey.application.Policy;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.configuration.Faults;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.token.SecretHasher;
import dev.latchkey.token.ServiceToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file (management contract, section 4): all of it or, with every fault it has, nothing. Thread-safe.
 */
final class JsonDocumentReader {

    private final ServiceTokenReader serviceTokens;

    /** @param hasher tells which digests can be compared here */
    JsonDocumentReader(SecretHasher hasher) {
        this.serviceTokens = new ServiceTokenReader(hasher);
    }

    /**
     * Reads a file.
     *
     * @param source its name in messages
     * @throws ConfigurationException with every fault, each with its line and column
     */
    JsonDocument read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        Reading reading = new Reading(new JsonMembers(text.object(), "", new Faults()));
        JsonDocument document = reading.read();
        text.throwIfAny(reading.in.faults());
        return document;
    }

    /** One reading. Not thread-safe. */
    private final class Reading {

        private final JsonMembers in;
        private final KeptMembers.Collector kept = new KeptMembers.Collector();
        private Organization organization = Organization.DEFAULT;
        private final Listed<Policy> policies = new Listed<>("policies");
        private final Listed<Application> applications = new Listed<>("applications");
        private final Listed<ServiceToken> tokens = new Listed<>("service_tokens");

        Reading(JsonMembers in) {
            this.in = in;
        }

        JsonDocument read() {
            in.text("$schema", kept::schema);
            in.object("organization", this::readOrganization);
            Map<UUID, @Nullable Policy> reusable = new HashMap<>();
            policies.readEach(members -> readReusable(members, reusable));
            applications.readEach(
                    members -> ApplicationReader.read(members, new PolicyListReader(reusable, kept, in.faults())));
            tokens.readEach(serviceTokens::read);
            in.refuseOthers();

            AccessConfiguration configuration =
                    built(() -> new AccessConfiguration(organization, applications.read), AccessConfiguration.EMPTY);
            AccessDocument document =
                    built(() -> new AccessDocument(configuration, policies.read, tokens.read), AccessDocument.EMPTY);
            return new JsonDocument(document, kept.collected());
        }

        private void readOrganization(JsonMembers members) {
            Organization read = OrganizationReader.read(members);
            if (read != null) {
                organization = read;
            }
            kept.inactivity(OrganizationReader.inactivity(members));
        }

        private @Nullable Policy readReusable(JsonMembers members, Map<UUID, @Nullable Policy> reusable) {
            members.require("id", "is missing: applications name a reusable policy by it");
            Policy policy = PolicyReader.read(members, 1, kept);
            JsonNode id = members.object().path("id");
            if (policy != null) {
                reusable.putIfAbsent(policy.id(), policy);
            } else if (id.isTextual()) {
                // It is there, if not good: an application that names it is not at fault, too.
                try {
                    reusable.putIfAbsent(JsonMembers.uuid(id.textValue()), null);
                } catch (IllegalArgumentException toldAlready) {
                    return null;
                }
            }
            return policy;
        }

        /** Makes what checks its parts against each other; what it finds names parts by their places in our lists. */
        private <E> E built(Supplier<E> maker, E otherwise) {
            try {
                return maker.get();
            } catch (ConfigurationException e) {
                for (Fault fault : e.faults()) {
                    String pointer = tokens.placed(applications.placed(policies.placed(fault.pointer())));
                    in.faults().add(pointer, fault.message());
                }
                return otherwise;
            }
        }

        /** The good elements of an array, and where each stood in it. */
        private final class Listed<E> {

            private final String name;
            private final List<E> read = new ArrayList<>();
            private final List<String> places = new ArrayList<>();

            Listed(String name) {
                this.name = name;
            }

            void readEach(Function<JsonMembers, @Nullable E> reader) {
                in.each(name, (node, place) -> {
                    JsonMembers members = JsonMembers.of(node, place, in.faults());
                    E element = members == null ? null : reader.apply(members);
                    if (element != null) {
                        read.add(element);
                        places.add(place);
                    }
                });
            }

            /** {@return {@code pointer} into our list as one into the document} */
            String placed(String pointer) {
                String[] parts = pointer.split("/", 4);
                if (parts.length < 3 || !parts[1].equals(name)) {
                    return pointer;
                }
                String place = places.get(Integer.parseInt(parts[2]));
                return parts.length == 3 ? place : place + "/" + parts[3];
            }
        }
    }
}
