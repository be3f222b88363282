package dev.latchkey.store.json;

import dev.latchkey.store.AccessDocument;

/**
 * What a configuration file holds. Immutable.
 *
 * @param document what has a meaning
 * @param kept what is written back as it was
 */
record JsonDocument(AccessDocument document, KeptMembers kept) {}
