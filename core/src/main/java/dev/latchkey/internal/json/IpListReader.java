package dev.latchkey.internal.json;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one element of {@code ip_lists} (request contract, section 7). Stateless. */
public final class IpListReader {

    private IpListReader() {}

    /** {@return the IP list, or null if it is at fault} */
    public static @Nullable IpList read(JsonObjectReader in) {
        in.require("id", "is missing: rules name an IP list by it");
        in.require("name", "is missing");
        in.require("ips", "is missing: it is an array of addresses and blocks such as 203.0.113.0/24");
        UUID id = in.parsed("id", JsonObjectReader::uuid);
        String name = Objects.requireNonNullElse(in.text("name"), "unnamed");
        List<CidrBlock> blocks = new ArrayList<>();
        in.parsedTexts("ips", CidrBlock::parse, blocks::addAll);
        in.refuseOthers();
        UUID known = id == null ? new UUID(0, 0) : id;
        IpList list = in.built(() -> new IpList(known, name, blocks));
        return id == null ? null : list;
    }
}
