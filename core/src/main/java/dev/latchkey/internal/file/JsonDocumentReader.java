package dev.latchkey.internal.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.internal.json.PatternPointers;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file (management contract, section 4), completely or with all its faults. Thread-safe. */
public final class JsonDocumentReader {

    private final ServiceTokenFormat serviceTokens;

    /**
     * Creates a reader.
     *
     * @param hasher decides which digests can be verified
     */
    public JsonDocumentReader(SecretHasher hasher) {
        this.serviceTokens = new ServiceTokenFormat(hasher);
    }

    /**
     * Reads a file.
     *
     * @param source the file's name in messages
     * @throws ConfigurationException with every fault, its line and its column
     */
    public JsonDocument read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        JsonDocument document = read(in);
        text.throwIfAny(in.faults());
        return document;
    }

    /** Returns the document of these members, which is unusable if there are faults. */
    public JsonDocument read(JsonObjectReader in) {
        return new Reading(in).read();
    }

    /** The state of one read. Not thread-safe. */
    private final class Reading {

        private final JsonObjectReader in;
        private Organization organization = Organization.DEFAULT;
        private final Listed<Policy> policies = new Listed<>("policies");
        private final Listed<Application> applications = new Listed<>("applications");
        private final Listed<RuleGroup> groups = new Listed<>("groups");
        private final Listed<IpList> ipLists = new Listed<>("ip_lists");
        private final Listed<ServiceToken> tokens = new Listed<>("service_tokens");
        private final List<List<String>> policyPlaces = new ArrayList<>();

        Reading(JsonObjectReader in) {
            this.in = in;
        }

        JsonDocument read() {
            String schema = in.text("$schema");
            readOrganization(in.members("organization"));
            Map<UUID, @Nullable Policy> reusable = new HashMap<>();
            policies.readEach(members -> readReusable(members, reusable));
            applications.readEach(members -> readApplication(members, reusable));
            groups.readEach(this::readGroup);
            ipLists.readEach(this::readIpList);
            tokens.readEach(serviceTokens::read);
            in.refuseOthers();

            AccessConfiguration configuration = built(
                    () -> new AccessConfiguration(
                            organization, applications.read, policies.read, groups.read, ipLists.read),
                    AccessConfiguration.EMPTY);
            AccessDocument document = built(() -> new AccessDocument(configuration, tokens.read), AccessDocument.EMPTY);
            return new JsonDocument(document, schema);
        }

        private void readOrganization(@Nullable JsonObjectReader members) {
            Organization read = members == null ? null : OrganizationFormat.read(members);
            if (read != null) {
                organization = read;
            }
        }

        private @Nullable Application readApplication(JsonObjectReader members, Map<UUID, @Nullable Policy> reusable) {
            PolicyListReader list = new PolicyListReader(reusable, in.faults());
            Application application = ApplicationFormat.read(members, list);
            if (application != null) {
                policyPlaces.add(list.places());
            }
            return application;
        }

        private @Nullable RuleGroup readGroup(JsonObjectReader members) {
            RuleGroup group = RuleGroupFormat.readStored(members);
            UUID id = group == null ? idOf(members) : null;
            return id == null
                    ? group
                    : RuleGroup.builder("at fault")
                            .id(id)
                            .include(new Rule.Everyone())
                            .build();
        }

        private @Nullable IpList readIpList(JsonObjectReader members) {
            IpList list = IpListFormat.readStored(members);
            UUID id = list == null ? idOf(members) : null;
            return id == null ? list : IpList.builder("at fault").id(id).build();
        }

        /** Returns the ID of an invalid element, so that references to it are not reported as well. */
        private static @Nullable UUID idOf(JsonObjectReader members) {
            JsonNode id = members.object().path("id");
            try {
                return id.isTextual() ? JsonObjectReader.uuid(id.textValue()) : null;
            } catch (IllegalArgumentException toldAlready) {
                return null;
            }
        }

        private @Nullable Policy readReusable(JsonObjectReader members, Map<UUID, @Nullable Policy> reusable) {
            members.require("id", "is missing; applications refer to a reusable policy by it");
            Policy policy = PolicyFormat.read(members, 1);
            UUID id = policy == null ? idOf(members) : policy.id();
            if (id != null) {
                reusable.putIfAbsent(id, policy);
            }
            return policy;
        }

        /** Builds an object that checks its parts against each other, and translates the pointers of its faults. */
        private <E> E built(Supplier<E> maker, E otherwise) {
            try {
                return maker.get();
            } catch (ConfigurationException e) {
                e.faults().forEach(fault -> in.faults().add(Faults.relocated(fault, placed(fault.pointer()))));
                return otherwise;
            }
        }

        private String placed(String pointer) {
            String[] parts = pointer.split("/", 6);
            if (parts.length > 4 && parts[1].equals("applications") && parts[3].equals("policies")) {
                // An application sorts its policies by precedence; the document may not.
                String place = policyPlaces.get(Integer.parseInt(parts[2])).get(Integer.parseInt(parts[4]));
                return parts.length == 5 ? place : place + "/" + parts[5];
            } else if (parts.length > 3 && parts[1].equals("applications")) {
                return placedInApplication(
                        Integer.parseInt(parts[2]), pointer.substring(parts[1].length() + parts[2].length() + 2));
            }
            return ipLists.placed(groups.placed(tokens.placed(applications.placed(policies.placed(pointer)))));
        }

        private String placedInApplication(int index, String pointer) {
            String place = applications.places.get(index);
            List<ApplicationPattern> patterns = applications.read.get(index).patterns();
            return in.object().at(place) instanceof ObjectNode json
                    ? place + PatternPointers.locate(pointer, patterns, json)
                    : place + pointer;
        }

        /** The valid elements of an array and their locations. */
        private final class Listed<E> {

            private final String name;
            private final List<E> read = new ArrayList<>();
            private final List<String> places = new ArrayList<>();

            Listed(String name) {
                this.name = name;
            }

            void readEach(Function<JsonObjectReader, @Nullable E> reader) {
                in.each(name, (node, place) -> {
                    JsonObjectReader members = JsonObjectReader.of(node, place, in.faults());
                    E element = members == null ? null : reader.apply(members);
                    if (element != null) {
                        read.add(element);
                        places.add(place);
                    }
                });
            }

            /** Translates a pointer into this list to one into the document. */
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
