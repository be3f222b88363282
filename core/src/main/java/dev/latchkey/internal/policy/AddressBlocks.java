package dev.latchkey.internal.policy;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of address blocks that is searched in logarithmic time. Immutable. */
public final class AddressBlocks {

    private static final Comparator<CidrBlock> LARGEST_FIRST_WITHIN_ONE_START =
            Comparator.comparing((CidrBlock block) -> block.network()).thenComparingInt(CidrBlock::prefixLength);

    /** Sorted and disjoint; blocks inside other blocks are dropped. */
    private final CidrBlock[] blocks;

    /**
     * Creates a set.
     *
     * @param blocks the blocks, in any order
     */
    public AddressBlocks(Collection<CidrBlock> blocks) {
        List<CidrBlock> apart = new ArrayList<>();
        for (CidrBlock each :
                blocks.stream().sorted(LARGEST_FIRST_WITHIN_ONE_START).toList()) {
            boolean held = !apart.isEmpty() && apart.get(apart.size() - 1).contains(each.network());
            if (!held) {
                apart.add(each);
            }
        }
        this.blocks = apart.toArray(new CidrBlock[0]);
    }

    /** Returns whether the set contains no address. */
    public boolean isEmpty() {
        return blocks.length == 0;
    }

    /** Returns whether a block contains {@code address}. */
    public boolean contains(IpAddress address) {
        int from = 0;
        int to = blocks.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (blocks[middle].network().compareTo(address) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        // Only the last block that starts at or before the address can contain it.
        return from > 0 && blocks[from - 1].contains(address);
    }
}
